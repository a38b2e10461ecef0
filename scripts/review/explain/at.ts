/** Values at a place of a plan, as rules want them; whatever else is there is nothing to them. */
import type { FieldChange } from '../finding.ts';
import type { Change, Path, Value } from '../plan.ts';
import { isList, isOpaque, member } from '../value.ts';

/** Whether there is an old and a new side to compare. */
export function differs({ action }: Pick<Change, 'action'>): boolean {
  return action === 'update' || action === 'replace';
}

/** Whether AWS is told anything: what Terraform forgets goes on as it is. */
export function isDone({ action }: Pick<Change, 'action'>): boolean {
  return action !== 'forget' && action !== 'stay';
}

/**
 * The value at a path of names. A block is a list of one, and is entered without a number. Below
 * what isn't known or shown, nothing is either.
 */
export function at(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  let here = value;
  for (const name of path) {
    const block = isList(here) && here.length === 1 ? here[0] : here;
    if (isOpaque(block)) return block;
    here = member(block, name);
  }
  return here;
}

export function asText(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A number, also one that a provider keeps as text. */
export function asNumber(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Texts of a list; what else lies in it is left out. */
export function asTexts(value: Value | undefined): string[] {
  return isList(value) ? value.flatMap((one) => asText(one) ?? []) : [];
}

/** The paths of differences that lead through one of some steps; of most changes there are none. */
export function pathsThrough(
  fields: readonly FieldChange[],
  steps: readonly Path[number][],
): readonly Path[] {
  const found: Path[] = [];
  for (const { path } of fields) if (path.some((step) => steps.includes(step))) found.push(path);
  return found;
}

/** A path without the places of blocks: `target.retry_policy.maximum_retry_attempts`. */
export function dotted(path: Path): string {
  const [only] = path;
  if (path.length === 1 && typeof only === 'string') return only;
  return path.filter((step) => typeof step === 'string').join('.');
}
