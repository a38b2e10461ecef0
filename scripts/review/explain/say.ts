/** How values, names and differences are said. */
import { count } from '../../terminal.ts';
import { type Finding, type Risk, SaidLater, type Topic } from '../finding.ts';
import { Hidden, type Path, UNKNOWN, type Value } from '../plan.ts';
import { remembered } from '../remembered.ts';
import { isList, isNothing, isTree } from '../value.ts';
import { cut, join, quote, type Words, words } from '../words.ts';

/** Characters of a value that are shown: what is longer is for the proof. */
const VALUE = 48;

/**
 * A finding; without a risk there is none.
 *
 * @param said the words, or what makes them: worth it where large plans have many
 */
export function finding(
  about: Topic,
  said: Words | (() => Words),
  tells: readonly Path[],
  risk: readonly [level: Risk, reason: string] | undefined = undefined,
): Finding {
  const [level = 'none', reason] = risk ?? [];
  if (typeof said === 'function')
    return new SaidLater({ about, say: said, risk: level, reason, tells });
  const made: { -readonly [Member in keyof Finding]: Finding[Member] } = {
    about,
    words: said,
    risk: level,
    tells,
  };
  if (reason !== undefined) made.reason = reason;
  if (said.length === 0) made.silent = true;
  return made;
}

/** A value in a line: numbers as they are, all else quoted and short. */
export function show(value: Value | undefined): Words {
  if (isNothing(value)) return words`nothing`;
  if (value === UNKNOWN) return words`known after apply`;
  if (value instanceof Hidden) return words`hidden`;
  if (typeof value === 'number') return [String(value)];
  if (typeof value === 'string' || typeof value === 'boolean') return [quote(clip(String(value)))];
  const inside = isList(value) ? value : isTree(value) ? Object.values(value) : [];
  const single = isList(value) && inside.every((one) => /^(string|number)$/.test(typeof one));
  if (single && inside.length <= 3) return [quote(clip(inside.join(', ')))];
  return [count(inside.length, 'value')];
}

/** `memory 512 → 1024 MiB`. */
export function move(
  label: Words,
  before: Value | undefined,
  after: Value | undefined,
  unit = '',
): Words {
  const behind = unit === '' ? '' : ` ${unit}`;
  const measured = (value: Value | undefined): Words =>
    isNothing(value) || value === UNKNOWN ? show(value) : words`${show(value)}${behind}`;
  if (before instanceof Hidden || after instanceof Hidden) {
    if (isNothing(before)) return words`${label} new, hidden`;
    return isNothing(after) ? words`${label} removed` : words`${label} changed, hidden`;
  }
  if (after === UNKNOWN && isNothing(before)) return words`${label} known after apply`;
  if (isNothing(before))
    return words`${label} ${measured(after)} ${isList(after) ? 'added' : '(new)'}`;
  if (isNothing(after) && isList(before)) return words`${label} ${measured(before)} removed`;
  if (isNothing(after)) return words`${label} removed (was ${measured(before)})`;
  if (after === UNKNOWN) return words`${label} ${measured(before)} → ${show(after)}`;
  const [old, next] = apart(before, after);
  return words`${label} ${show(old)} → ${measured(next)}`;
}

/** Two values as they are; long texts from where they differ, else their starts would look alike. */
export function apart(
  before: Value | undefined,
  after: Value | undefined,
): readonly [before: Value | undefined, after: Value | undefined] {
  if (typeof before !== 'string' || typeof after !== 'string') return [before, after];
  if (before.length <= VALUE && after.length <= VALUE) return [before, after];
  const least = Math.min(before.length, after.length);
  let alike = 0;
  while (alike < least && before[alike] === after[alike]) alike++;
  // From the start of a part, so that no word is cut in two.
  const start = before.slice(0, alike).search(/[^/:,. -]*$/);
  if (start < VALUE / 2) return [before, after];
  return [`…${before.slice(start - 1)}`, `…${after.slice(start - 1)}`];
}

/** A text of at most so many UTF-16 units, with a sign where there is more. */
export function clip(text: string, most = VALUE): string {
  return text.length > most ? cut(text, most - 1) : text;
}

/** Seconds as people say them: `90s`, `15m`, `2h`, `4 days`. */
export function duration(seconds: number): string {
  if (seconds > 0 && seconds % 86_400 === 0) return count(seconds / 86_400, 'day');
  if (seconds > 0 && seconds % 3600 === 0) return `${seconds / 3600}h`;
  if (seconds > 0 && seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}

/** Names that say nothing without the one that they stand below. */
const BARE =
  /^(id|name|value|values|key|type|mode|status|enabled|arn|size|days|count|description|includes|excludes)$/i;

/** Plain names of Terraform's and of AWS' APIs; a key of somebody's own is quoted. */
const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]*$/;

/** A place in words: `visibility timeout seconds`, `environment type`. */
export function labelOf(path: Path): Words {
  const names = path.filter((step) => typeof step === 'string');
  const last = names.at(-1) ?? 'value';
  const above = names.at(-2);
  const said =
    above !== undefined && (BARE.test(last) || !IDENTIFIER.test(last)) ? [above, last] : [last];
  return join(
    said.map((name): Words => (IDENTIFIER.test(name) ? [humanised(name)] : [quote(clip(name))])),
    ' ',
  );
}

const humanised = remembered((name) => {
  const spaced = name
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
  return clip(/^[A-Z]+$/.test(spaced) ? spaced : spaced.toLowerCase());
});
