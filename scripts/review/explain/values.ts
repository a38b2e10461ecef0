/** Reading a plan's values, which may be anything at any place. */
import { Hidden, type Path, type Tree, UNKNOWN, type Value } from '../plan.ts';

type Maybe = Value | undefined;

export function isList(value: Maybe): value is readonly Value[] {
  return Array.isArray(value);
}

export function isTree(value: Maybe): value is Tree {
  return typeof value === 'object' && value !== null && !isList(value) && !isOpaque(value);
}

/** Whether nobody can tell yet, or may be told, what it is. */
export function isOpaque(value: Maybe): boolean {
  return value === UNKNOWN || value instanceof Hidden;
}

/** What providers write for nothing: null, and an empty text, list or map. */
export function isNothing(value: Maybe): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (isList(value)) return value.length === 0;
  return isTree(value) && Object.keys(value).length === 0;
}

/**
 * The value at a path of names. A block is a list of one, and is entered without a number. Below
 * what isn't known or shown, nothing is either.
 */
export function at(value: Maybe, ...path: readonly string[]): Maybe {
  let here = value;
  for (const name of path) {
    if (isOpaque(here)) return here;
    const block = isList(here) && here.length === 1 ? here[0] : here;
    if (isOpaque(block)) return block;
    here = isTree(block) && Object.hasOwn(block, name) ? block[name] : undefined;
  }
  return here;
}

export function textOf(value: Maybe): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, also one that a provider keeps as text. */
export function numberOf(value: Maybe): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Texts of a list; what else lies in it is left out. */
export function textsOf(value: Maybe): string[] {
  return isList(value) ? value.flatMap((one) => textOf(one) ?? []) : [];
}

/** A path without the places of blocks: `target.retry_policy.maximum_retry_attempts`. */
export function dotted(path: Path): string {
  return path.filter((step) => typeof step === 'string').join('.');
}
