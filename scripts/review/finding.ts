/** What the review says of a change, and how one says it. */
import type { Environment } from '../../environments/model/schema.ts';
import type { Change, Path, Value } from './plan.ts';
import { plain, type Words } from './words.ts';

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

const WEIGHTS: Readonly<Record<Risk, number>> = { none: 0, low: 1, medium: 2, high: 3 };

/** The greatest risk of some findings; `none` of none. */
export function greatest(findings: readonly { readonly risk: Risk }[]): Risk {
  let most: Risk = 'none';
  for (const { risk } of findings) if (WEIGHTS[risk] > WEIGHTS[most]) most = risk;
  return most;
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
  /** It has no words: what it tells goes with what another finding tells. @default false */
  readonly silent?: true;
  /**
   * What is left to say of it where both values stand beside it already; empty if nothing is.
   *
   * @default - all of `words`
   */
  readonly follows?: Words | undefined;
  readonly risk: Risk;
  /** Why there is a risk, in two to five words that stand in a list: `destroys data`, `widens permissions`. */
  readonly reason?: string;
  /** What it tells in full, itself or what lies below: no other line repeats that. */
  readonly tells: readonly Path[];
  /** Of permissions: what happens to them. */
  readonly permissions?: 'widened' | 'narrowed' | 'changed' | 'same';
}

/**
 * A finding whose words are made when they are read: of most in a large plan nobody reads them.
 *
 * A spread leaves them out: a copy is `{ ...one, words: one.words }`.
 */
export class SaidLater implements Finding {
  readonly about: Topic;
  readonly risk: Risk;
  declare readonly reason?: string;
  readonly tells: readonly Path[];
  declare readonly permissions?: NonNullable<Finding['permissions']>;
  readonly #say: () => Words;
  readonly #follows: (() => Words) | undefined;

  constructor({ about, say, follows, risk, reason, tells, permissions }: SaidLaterProps) {
    this.about = about;
    this.risk = risk;
    if (reason !== undefined) this.reason = reason;
    this.tells = tells;
    if (permissions !== undefined) this.permissions = permissions;
    this.#say = say;
    this.#follows = follows;
  }

  get words(): Words {
    return this.#say();
  }

  get follows(): Words | undefined {
    return this.#follows?.();
  }

  /** The same with its words made: what a file or a copy takes. */
  toJSON(): Finding {
    const { words, follows } = this;
    return { ...this, words, ...(follows && { follows }) };
  }
}

interface SaidLaterProps {
  readonly about: Topic;
  readonly say: () => Words;
  readonly follows?: (() => Words) | undefined;
  readonly risk: Risk;
  readonly reason: string | undefined;
  readonly tells: readonly Path[];
  readonly permissions?: Finding['permissions'];
}

/** What a reviewer looks for first, among what has the same risk. */
const TOPICS: readonly Topic[] = [
  'data',
  'permissions',
  'schedule',
  'hardware',
  'image',
  'network',
  'revision',
  'other',
];

/** Findings in the order in which a reviewer wants them, each once. */
export function sayFindings(findings: readonly Finding[]): Words[] {
  const said = findings.filter((one) => one.words.length > 0);
  if (said.length < 2) return said.map((one) => one.words);
  const unique = [...new Map(said.map((one) => [plain(one.words), one])).values()];
  const rank = ({ risk, about }: Finding): number =>
    TOPICS.indexOf(about) - RISKS.indexOf(risk) * TOPICS.length;
  return unique.sort((a, b) => rank(a) - rank(b)).map((one) => one.words);
}

/** What is known beside the plan. All of it may be missing: a plan of anyone is explained. */
export interface Known {
  readonly now: Date;
  /** The environment as the files say it. */
  readonly environment?: Environment;
  /** The environment as the files said it before. */
  readonly before?: Environment;
  /**
   * What a change is compared with: what was before, or, where several keys change the same, what
   * would be without one of them.
   *
   * @default before
   */
  readonly against?: 'before' | 'without a line';
  /** Commits that images were built from, by the images' digests. */
  readonly commits?: ReadonlyMap<string, string>;
  /** Names of buckets that the plan destroys: what is said of their settings goes with them. */
  readonly gone?: ReadonlySet<string>;
}

/** One concept's rule: what it finds in a change, or nothing. Never throws on any plan's values. */
export type Explain = (subject: Subject, known: Known) => readonly Finding[];
