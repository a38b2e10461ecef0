/** Who is let in now, and who no longer, as findings. */
import type { Finding, Topic } from '../../finding.ts';
import type { Words } from '../../words.ts';

/** What a finding says, and where. */
interface AccessProps {
  readonly words: Words;
  /** Names of the attributes that it tells in full. @default none */
  readonly fields?: readonly string[];
  /** @default 'permissions' */
  readonly about?: Topic;
}

/** Somebody may come in whom nobody may want there. */
export function opens(reason: string, { words, fields = [], about }: AccessProps): Finding {
  return {
    about: about ?? 'permissions',
    words,
    risk: 'high',
    reason,
    tells: fields.map((name) => [name]),
    permissions: 'widened',
  };
}

/** Somebody may come in no longer. */
export function closes({ words, fields = [], about }: AccessProps): Finding {
  return {
    about: about ?? 'permissions',
    words,
    risk: 'low',
    tells: fields.map((name) => [name]),
    permissions: 'narrowed',
  };
}
