/** The questions of the golden table. */
import { arns } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import type { Context } from './conditions.ts';

/** One call. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** A call that a statement allows, and what must not be changed of it. */
export interface Case {
  readonly allows: Call;
  /** Each is refused: the call with these changes. */
  readonly refuses: readonly Partial<Call>[];
}

/** Cases by the names of statements. */
export type Cases = Readonly<Record<string, Case>>;

/** What one role is asked. */
export interface RoleCases {
  /** The service that takes the role on. */
  readonly service: string;
  /** What it proves, by condition key: the right value, then those that are refused. */
  readonly proves: Readonly<Record<string, readonly [right: string, ...wrong: string[]]>>;
  readonly statements: Cases;
}

/** An account that has nothing to do with ours. */
export const STRANGER = '999999999999';

/** A call in the clear. */
export const HTTP: Partial<Call> = { context: { 'aws:SecureTransport': 'false' } };

/** A statement's case. */
export function can(
  action: string,
  resource: string,
  context: Context,
  ...refuses: readonly Partial<Call>[]
): Case {
  return { allows: { action, resource, context }, refuses };
}

/** ARNs of another environment beside this one. */
export function elsewhere(environment: Environment): ReturnType<typeof arns> {
  return arns({ ...environment, name: 'other' });
}

/** That a service acts for one thing of ours, and for nothing else and nobody else. */
export function actsFor(
  { account }: Environment,
  right: string,
  ...wrong: string[]
): RoleCases['proves'] {
  const foreign = right.replace(`:${account}:`, `:${STRANGER}:`);
  return {
    'aws:SourceAccount': [account, STRANGER],
    'aws:SourceArn': [right, foreign, ...wrong],
  };
}

/** One row of the table. */
export interface Row {
  /** What the row stands under: a role, a resource, the boundary. */
  readonly group: string;
  /** The statement that it is about. */
  readonly statement: string;
  readonly caller: Asker;
  readonly call: Call;
  /** Whether it should be allowed. */
  readonly allowed: boolean;
}

/** Whose policies are asked. */
export type Asker =
  /** A role of ours by its place; unlimited: as if its own policy allowed everything. */
  | { readonly role: string; readonly unlimited?: boolean }
  /** A service that wants to take on a role of ours. */
  | { readonly service: string; readonly takesOn: string }
  /** A service by itself, which only the resource's own policy lets in. */
  | { readonly service: string }
  /** A role that isn't of ours and may do everything, by its ARN; through an endpoint of ours, or from elsewhere. */
  | { readonly other: string; readonly through?: string };

/** A row in short: what it is about, the call, the answer. */
export type Short = readonly [
  about: string,
  action: string,
  resource: string,
  allowed: boolean,
  context?: Context,
];

/** A row at full length. */
export function row(
  group: string,
  caller: Asker,
  [statement, action, resource, allowed, context = {}]: Short,
): Row {
  return { group, statement, caller, call: { action, resource, context }, allowed };
}
