/** Where a value stands, as far as it matters to whether it is hidden. */
import type { Tree, Value } from '../plan.ts';
import type { NameVerdict } from './names.ts';

export interface Place {
  readonly value: Value;
  /** Under which it stands in its object; elements of a list have their list's. */
  readonly key: string;
  /** The key, but of the value in a pair of name and value what the pair is called. */
  readonly name: string;
  /** What the name says of the value. */
  readonly says: NameVerdict;
  /** Where the object stands that it is in; undefined at the top. */
  readonly up: Place | undefined;
  /** The object that it is in; undefined for elements of a list. */
  readonly parent: Tree | undefined;
  /** Such as `kubernetes_secret`; `output` for an output. */
  readonly type: string;
  /** The resource's own name, such as `db_password`. */
  readonly resource: string;
  readonly marked: boolean;
  /** Its name or one above says that all below is a secret. */
  readonly under: boolean;
  /** It stands in a text that is a file of settings. */
  readonly inText: boolean;
}

/** The keys from the type down, with dots. */
export function pathOf({ key, up, type }: Place): string {
  return up ? `${pathOf(up)}.${key}` : type;
}
