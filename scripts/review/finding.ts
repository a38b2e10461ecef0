/** What the review says of a change, and how one says it. */
import type { Environment } from '../../environments/model/schema.ts';
import type { Change, Path, Value } from './plan.ts';
import type { Words } from './words.ts';

/** One value that differs. Elements of lists are matched by what names them, not by their place. */
export interface FieldChange {
  /** List elements by their name where they have one: `['container_definitions', 'app', 'image']`. */
  readonly path: Path;
  /** Undefined: it wasn't there. */
  readonly before: Value | undefined;
  /** Undefined: it is gone. */
  readonly after: Value | undefined;
  /** It forces the replacement. */
  readonly forces: boolean;
}

/** A change with what differs in it. */
export interface Subject {
  readonly change: Change;
  readonly fields: readonly FieldChange[];
}

/** How much a reviewer must look at something. */
export type Risk = 'none' | 'low' | 'medium' | 'high';
export const RISKS: readonly Risk[] = ['none', 'low', 'medium', 'high'];

/** The greatest risk of some findings; `none` of none. */
export function greatest(findings: readonly { readonly risk: Risk }[]): Risk {
  let most = 0;
  for (const { risk } of findings) most = Math.max(most, RISKS.indexOf(risk));
  return RISKS[most] ?? 'none';
}

/** What a finding is about. */
export type Topic =
  | 'permissions'
  | 'schedule'
  | 'hardware'
  | 'network'
  | 'image'
  | 'data'
  | 'revision'
  | 'other';

/** One thing that follows from a change, in words. */
export interface Finding {
  readonly about: Topic;
  readonly words: Words;
  /**
   * What is left to say of it where both values stand beside it already; empty if nothing is.
   *
   * @default - all of `words`
   */
  readonly follows?: Words;
  readonly risk: Risk;
  /** Why there is a risk, in two to five words that stand in a list: `destroys data`, `widens permissions`. */
  readonly reason?: string;
  /** What it tells in full, itself or what lies below: no other line repeats that. */
  readonly tells: readonly Path[];
  /** Of permissions: what happens to them. */
  readonly permissions?: 'widened' | 'narrowed' | 'changed' | 'same';
}

/** What is known beside the plan. All of it may be missing: a plan of anyone is explained. */
export interface Known {
  readonly now: Date;
  /** The environment as the files say it. */
  readonly environment?: Environment;
  /** The environment as the files said it before. */
  readonly before?: Environment;
  /** Names of buckets that the plan destroys: what is said of their settings goes with them. */
  readonly gone?: ReadonlySet<string>;
}

/** One concept's rule: what it finds in a change, or nothing. Never throws on any plan's values. */
export type Explain = (subject: Subject, known: Known) => readonly Finding[];
