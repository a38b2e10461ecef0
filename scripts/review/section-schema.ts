/** What a section from somewhere else must look like; the types are those of `review.ts`. */
import * as z from 'zod';
import { ENVIRONMENT_NAME } from '../../environments/model/schema.ts';
import { type FieldChange, type Finding, RISKS } from './finding.ts';
import {
  type Change,
  type Check,
  Hidden,
  type OutputChange,
  type Path,
  type TerraformCounts,
  UNKNOWN,
  type Value,
} from './plan.ts';
import type {
  Counts,
  DriftSummary,
  Place,
  Proof,
  Provenance,
  Review,
  Row,
  Section,
  Unattributed,
} from './review.ts';
import type { Words } from './words.ts';

/** One schema for each member of a type: a member that is new there is missed here. */
type Members<T> = { readonly [K in keyof T]-?: z.ZodType };

/** An object with just these members. */
function object<T>() {
  return <M extends Members<T>>(members: M & { [K in Exclude<keyof M, keyof T>]: never }) =>
    z.strictObject(members as M);
}

const text = z.string();
const flag = z.boolean();
const whole = z.int().nonnegative();
const maybe = z.exactOptional;

const value = z.custom<Value>(isValue, 'no value of a plan');
const path: z.ZodType<Path> = z.array(z.union([text, whole]));
const words: z.ZodType<Words> = z.array(z.union([text, z.strictObject({ quoted: text })]));
const risk = z.enum(RISKS);

const place: z.ZodType<Place> = object<Place>()({ file: text, line: whole, column: whole });

const changeMembers = {
  address: text,
  previousAddress: maybe(text),
  deposed: maybe(text),
  module: maybe(text),
  type: text,
  name: text,
  provider: text,
  action: z.enum(['create', 'update', 'replace', 'delete', 'forget', 'stay']),
  order: maybe(z.enum(['delete first', 'create first'])),
  oldForgotten: maybe(z.literal(true)),
  reason: maybe(text),
  forcedBy: z.array(path),
  importing: maybe(z.strictObject({ id: maybe(value), identity: maybe(value) })),
  before: maybe(value),
  after: maybe(value),
  sensitivityOnly: flag,
};
const change: z.ZodType<Change> = object<Change>()(changeMembers);

const field: z.ZodType<FieldChange> = object<FieldChange>()({
  path,
  before: value.or(z.undefined()),
  after: value.or(z.undefined()),
  forces: flag,
});

const finding: z.ZodType<Finding> = object<Finding>()({
  about: z.enum([
    'permissions',
    'schedule',
    'hardware',
    'network',
    'image',
    'data',
    'revision',
    'other',
  ]),
  words,
  silent: maybe(z.literal(true)),
  follows: maybe(words),
  risk,
  reason: maybe(text),
  tells: z.array(path),
  permissions: maybe(z.enum(['widened', 'narrowed', 'changed', 'same'])),
});

const counts: z.ZodType<Counts> = object<Counts>()({
  create: whole,
  import: whole,
  change: whole,
  revision: whole,
  move: whole,
  replace: whole,
  destroy: whole,
  forget: whole,
  output: whole,
  sensitivity: whole,
});

const terraform: z.ZodType<TerraformCounts> = object<TerraformCounts>()({
  add: whole,
  change: whole,
  destroy: whole,
  import: whole,
});

const row: z.ZodType<Row> = object<Row>()({
  key: text,
  place: maybe(place),
  from: maybe(words),
  to: maybe(words),
  effects: z.array(words),
  risk,
});

const unattributed: z.ZodType<Unattributed> = object<Unattributed>()({
  cause: words,
  effects: z.array(z.strictObject({ address: maybe(text), findings: z.array(finding) })),
});

const proof: z.ZodType<Proof> = object<Proof>()({
  change,
  fields: z.array(field),
  findings: z.array(finding),
  revision: flag,
});

const output: z.ZodType<OutputChange> = object<OutputChange>()({
  name: text,
  action: z.enum(['create', 'update', 'delete']),
  before: maybe(value),
  after: maybe(value),
  sensitivityOnly: flag,
});

const check: z.ZodType<Check> = object<Check>()({
  address: text,
  status: z.enum(['fail', 'error', 'unknown']),
  problems: z.array(text),
});

const drift: z.ZodType<DriftSummary> = object<DriftSummary>()({
  touched: z.array(words),
  elsewhere: whole,
});

const provenance: z.ZodType<Provenance> = object<Provenance>()({
  head: maybe(text),
  base: maybe(text),
  terraformVersion: maybe(text),
  digest: maybe(text),
  run: maybe(text),
});

const review: z.ZodType<Review> = object<Review>()({
  environment: maybe(text),
  file: maybe(text),
  verdict: words,
  risk: z.strictObject({ level: risk, reasons: z.array(text) }),
  counts,
  terraform: maybe(terraform),
  first: z.array(finding),
  rows: z.array(row),
  unattributed: z.array(unattributed),
  proofs: z.array(proof),
  outputs: z.array(output),
  checks: z.array(check),
  drift,
  money: maybe(z.strictObject({ before: z.number().or(z.undefined()), after: z.number() })),
  provenance,
});

const environment = text.regex(ENVIRONMENT_NAME);

export const section: z.ZodType<Section> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('review'), environment, review }),
  z.strictObject({ kind: z.literal('failed'), environment, message: text }),
]);

function isValue(data: unknown): boolean {
  if (Array.isArray(data)) return data.every(isValue);
  if (data === UNKNOWN || data instanceof Hidden) return true;
  if (typeof data === 'object' && data !== null) return Object.values(data).every(isValue);
  return data !== undefined;
}
