/** Values of a plan as text on one line, and ways into them. Not escaped yet. */
import { Hidden, UNKNOWN, type Value } from '../plan.ts';
import { isTree, member } from '../value.ts';

/** Deeper values are not shown. */
export const DEEPEST = 12;

/** In UTF-16 units: of longer texts the part that differs is shown. */
const WIDE = 160;

/** A value on one line, as JSON. */
export function inline(value: Value | undefined, depth = 0): string {
  if (value === UNKNOWN) return '(known after apply)';
  if (value instanceof Hidden) return '(hidden)';
  if (Array.isArray(value) || isTree(value)) {
    if (depth >= DEEPEST) return '…';
    const inside = Array.isArray(value)
      ? value.map((one) => inline(one, depth + 1))
      : Object.keys(value).map(
          (name) => `${JSON.stringify(name)}: ${inline(member(value, name), depth + 1)}`,
        );
    return Array.isArray(value) ? `[${inside.join(', ')}]` : `{${inside.join(', ')}}`;
  }
  return JSON.stringify(value) ?? 'none';
}

/** Of a text that is too wide the part from shortly before a place on. */
export function cutAt(text: string, place = 0): string {
  if (text.length <= WIDE) return text;
  const start = Math.max(0, Math.min(place - WIDE / 4, text.length - WIDE));
  const part = text.slice(start, start + WIDE);
  const more = text.length - start - WIDE;
  return `${start > 0 ? '…' : ''}${part}${more > 0 ? `… (${more} more characters)` : ''}`;
}
