/** A section on its way from the job that plans to the job that comments: one JSON file. */
import * as z from 'zod';
import { SaidLater } from './finding.ts';
import { Hidden, UNKNOWN } from './plan.ts';
import type { Section } from './review.ts';
import { section } from './section-schema.ts';

/** A section and the run that it comes from. */
export interface SectionFile {
  readonly version: 1;
  /** Number of the workflow's run. */
  readonly run: number;
  /** Attempt of that run, from 1. */
  readonly attempt: number;
  /** The pull request's commit that was planned. */
  readonly head: string;
  readonly section: Section;
}

const schema: z.ZodType<SectionFile> = z.strictObject({
  version: z.literal(1),
  run: z.int().nonnegative(),
  attempt: z.int().positive(),
  head: z.string().regex(/^[0-9a-f]{40,64}$/),
  section,
});

/** Deeper than any plan of Terraform; what is deeper would exhaust the stack of its readers. */
const DEEPEST = 400;

/** Writes a section; `readSection` gives it back, with what is unknown and what is hidden. */
export function writeSection(file: SectionFile): string {
  return JSON.stringify(encode(file, new Map()));
}

/**
 * Reads a section that anybody may have written.
 *
 * @throws Error that says in a line what is wrong with it.
 */
export function readSection(text: string): SectionFile {
  const { success, data, error } = schema.safeParse(decode(JSON.parse(text), new Map(), 0));
  if (success) return data;
  const { path, message } = error.issues[0] ?? { path: [], message: 'not understood' };
  throw new Error(`${path.join('.') || 'it'}: ${message}`);
}

// What JSON lacks is an object with the one member `$`; members that begin so get one more.

function encode(data: unknown, seen: Map<Hidden, number>): unknown {
  if (data === undefined) return { $: 'undefined' };
  if (data === UNKNOWN) return { $: 'unknown' };
  if (data instanceof Hidden) {
    if (!seen.has(data)) seen.set(data, seen.size);
    return { $: seen.get(data) };
  }
  if (Array.isArray(data)) return data.map((each) => encode(each, seen));
  if (typeof data !== 'object' || data === null) return data;
  const members = data instanceof SaidLater ? data.toJSON() : data;
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name.startsWith('$') ? `$${name}` : name,
      encode(value, seen),
    ]),
  );
}

function decode(data: unknown, seen: Map<unknown, Hidden>, depth: number): unknown {
  if (depth > DEEPEST) throw new Error(`it is deeper than ${DEEPEST} levels`);
  if (Array.isArray(data)) return data.map((each) => decode(each, seen, depth + 1));
  if (typeof data !== 'object' || data === null) return data;
  if (Object.hasOwn(data, '$')) return special((data as { $: unknown }).$, seen);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name.startsWith('$') ? name.slice(1) : name,
      decode(value, seen, depth + 1),
    ]),
  );
}

function special(name: unknown, seen: Map<unknown, Hidden>): unknown {
  if (name === 'undefined') return undefined;
  if (name === 'unknown') return UNKNOWN;
  const hidden = seen.get(name) ?? new Hidden();
  seen.set(name, hidden);
  return hidden;
}
