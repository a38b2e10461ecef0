/** A review: what a reviewer decides on, as data. Everything in it is hidden that must be. */
import type { Finding, Risk, Subject } from './finding.ts';
import type { Check, OutputChange, TerraformCounts } from './plan.ts';
import type { Words } from './words.ts';

/** Counts of addresses, as the headline says them. */
export interface Counts {
  readonly create: number;
  readonly import: number;
  /** Updates, moves that change something, and new revisions. */
  readonly change: number;
  /** Those of `change` that are new revisions of a task definition: the old one stays. */
  readonly revision: number;
  readonly move: number;
  readonly replace: number;
  readonly destroy: number;
  readonly forget: number;
  readonly output: number;
  /** Only marked as sensitive, or no longer. */
  readonly sensitivity: number;
}

/** A line of a file. */
export interface Place {
  /** Such as `environments/prod.yaml`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One changed key with its effect. */
export interface Row {
  /** Such as `jobs.flight-delays.memory`. */
  readonly key: string;
  readonly place?: Place;
  readonly from?: Words;
  readonly to?: Words;
  /** None: it changes nothing in AWS. */
  readonly effects: readonly Words[];
  readonly risk: Risk;
}

/** Changes that no key of the environment's file explains. */
export interface Unattributed {
  /** Such as `from stacks/extensions.ts`, `drift: put back`, `code or provider`. */
  readonly cause: Words;
  /** Without an address: several that just come or go, counted. */
  readonly effects: readonly { readonly address?: string; readonly findings: readonly Finding[] }[];
}

/** One changed object with all that is known of it. */
export interface Proof extends Subject {
  readonly findings: readonly Finding[];
  /** A new revision of a task definition, shown as a change. */
  readonly revision: boolean;
}

/** What happened behind Terraform's back. */
export interface DriftSummary {
  /** What this plan puts back or makes again. */
  readonly touched: readonly Words[];
  /** Number of other objects that differ and that this plan leaves as they are. */
  readonly elsewhere: number;
}

/** Where a review comes from. */
export interface Provenance {
  /** Commit that was planned. */
  readonly head?: string;
  readonly base?: string;
  readonly terraformVersion?: string;
  /** Digest of the change set. */
  readonly digest?: string;
  /** Address of the workflow run. */
  readonly run?: string;
}

/** The review of one plan. */
export interface Review {
  /** Undefined: a plan of somebody else. */
  readonly environment?: string;
  /** Its file, such as `environments/prod.yaml`. */
  readonly file?: string;
  /** One line. Such as `changes 3 (1 new task revision), replaces 0, destroys 0. Widens ...`. */
  readonly verdict: Words;
  readonly risk: { readonly level: Risk; readonly reasons: readonly string[] };
  readonly counts: Counts;
  /** Undefined: Terraform wasn't asked. */
  readonly terraform?: TerraformCounts;
  /** What comes before everything else: data loss, failed checks, an incomplete plan. */
  readonly first: readonly Finding[];
  readonly rows: readonly Row[];
  readonly unattributed: readonly Unattributed[];
  readonly proofs: readonly Proof[];
  readonly outputs: readonly OutputChange[];
  readonly checks: readonly Check[];
  readonly drift: DriftSummary;
  /** USD a month by the bill. */
  readonly money?: { readonly before: number | undefined; readonly after: number };
  readonly provenance: Provenance;
}

/** An environment's part of a comment. */
export type Section =
  | { readonly kind: 'review'; readonly environment: string; readonly review: Review }
  /** There is no review; `message` says why, in a line or a few. */
  | { readonly kind: 'failed'; readonly environment: string; readonly message: string };
