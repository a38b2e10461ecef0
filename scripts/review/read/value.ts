/** A value of a plan's JSON as the review understands it. */

import { mapList, mapTree } from '../map.ts';
import { type Tree, UNKNOWN, type Value } from '../plan.ts';
import { isEqual } from './equal.ts';
import { type Members, members, own } from './members.ts';
import { nests } from './nests.ts';
import { parseExact } from './numbers.ts';

/** Levels that JSON in texts may add: whoever walks a tree needs an end. */
const DEPTH = 100;

/** Characters of a JSON text that is read as a tree; the largest policy has 20,480. */
const LONGEST = 1_000_000;

/**
 * The value with what isn't known put into it, and JSON in texts read.
 *
 * @param unknown Terraform's `after_unknown`: true, or a tree of it.
 */
export function readValue(value: unknown, unknown: unknown = false, depth = 0): Value {
  if (unknown === true) return UNKNOWN;
  if (!hasUnknown(unknown)) return readKnown(value, depth);
  if (Array.isArray(value) || Array.isArray(unknown)) return readList(value, unknown, depth);
  return readTree(typeof value === 'object' && value !== null ? value : {}, unknown, depth);
}

/** A side of a change, as it was given and as it was read. */
interface Side {
  readonly given: unknown;
  readonly read: Value | undefined;
}

/**
 * The value of the other side of a change: what is equal on both is read once, and is one and the
 * same object. Most of an update is.
 */
export function readBeside({ given, read }: Side, value: unknown, unknown: unknown): Value {
  const [before, after, old] = [members(given), members(value), members(read)];
  if (!before || !after || !old || unknown === true) return readValue(value, unknown);
  return readTree(after, unknown, 0, (one, name) =>
    Object.hasOwn(before, name) && isEqual(one, before[name]) ? (old[name] as Value) : undefined,
  );
}

function readKnown(value: unknown, depth: number): Value {
  if (typeof value === 'string') return readText(value, depth);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return mapList(value, (one) => readKnown(one, depth + 1));
  if (typeof value !== 'object' || value === null) return null;
  return mapTree(value as Members, (one) => readKnown(one, depth + 1));
}

function readList(value: unknown, unknown: unknown, depth: number): Value {
  const known: readonly unknown[] = Array.isArray(value) ? value : [];
  const missing = Math.max(0, (Array.isArray(unknown) ? unknown.length : 0) - known.length);
  const all = missing > 0 ? [...known, ...Array.from({ length: missing })] : known;
  return mapList(all, (one, index) => readValue(one, own(unknown, index), depth + 1));
}

function readTree(
  value: object,
  unknown: unknown,
  depth: number,
  readAlready?: (one: unknown, name: string) => Value | undefined,
): Tree {
  const known = mapTree(value as Members, (one, name) => {
    const below = own(unknown, name);
    const read = hasUnknown(below) ? undefined : readAlready?.(one, name);
    return read ?? readValue(one, below, depth + 1);
  });
  const unknowns = members(unknown);
  if (!unknowns) return known;
  const others = Object.entries(unknowns)
    .filter(([name, one]) => !Object.hasOwn(value, name) && hasUnknown(one))
    .map(([name, one]): [string, Value] => [name, readValue(undefined, one, depth + 1)]);
  return others.length === 0 ? known : Object.fromEntries([...Object.entries(known), ...others]);
}

/** Whether anything in it is true. */
function hasUnknown(unknown: unknown): boolean {
  if (typeof unknown !== 'object' || unknown === null) return unknown === true;
  return Object.values(unknown).some(hasUnknown);
}

/** A policy or a list of containers is a tree; other texts, JSON or not, are what they are. */
function readText(text: string, depth: number): Value {
  if (!/^\s*[{[]/.test(text) || text.length > LONGEST) return text;
  const ends = `${text.trim()[0]}${text.trim().at(-1)}`;
  if (ends !== '{}' && ends !== '[]') return text;
  try {
    const parsed = parseExact(text);
    return nests(parsed, DEPTH - depth) ? readKnown(parsed, depth) : text;
  } catch {
    return text;
  }
}
