/** Random plans in Terraform's JSON, of any provider and kind of change, with texts planted in them. */
import fc from 'fast-check';
import type { TerraformCounts } from '../../scripts/review/plan.ts';
import { type Planted, plant } from './planted.ts';

/** A random plan with what its author knows of it. */
export interface RandomPlan {
  /** As `terraform show -json` prints it. */
  readonly text: string;
  readonly counts: TerraformCounts;
  /** All that changes, moves, is imported or forgotten; before anything was planted in addresses. */
  readonly addresses: readonly string[];
  /** Names of the outputs that change. */
  readonly outputs: readonly string[];
}

type Values = Record<string, unknown>;

/** An entry of `resource_changes`, as far as it is changed here. */
export interface RawChange {
  address: string;
  type: string;
  name: string;
  previous_address?: string;
  change: {
    actions: readonly string[];
    before: Values | null;
    after: Values | null;
    after_unknown: unknown;
    before_sensitive: unknown;
    after_sensitive: unknown;
    importing?: unknown;
    replace_paths?: unknown;
  };
}

/** The parts of a plan that texts are planted in. */
export interface RawPlan {
  resource_changes: RawChange[];
  resource_drift: RawChange[];
  output_changes: Record<string, Omit<RawChange['change'], 'importing' | 'replace_paths'>>;
  checks: { address: { to_display: string }; status: string; instances: unknown[] }[];
  [name: string]: unknown;
}

/** A kind of change, with what Terraform counts for it. */
interface Kind {
  readonly actions: readonly string[];
  readonly counts: Partial<TerraformCounts>;
  /** Not listed by a review. */
  readonly silent?: true;
  readonly more?: Partial<RawChange> | { readonly mode?: string; readonly deposed?: string };
  readonly importing?: unknown;
  /** Nothing but marks differs. */
  readonly marksOnly?: true;
}

const KINDS: readonly Kind[] = [
  { actions: ['create'], counts: { add: 1 } },
  { actions: ['update'], counts: { change: 1 } },
  { actions: ['delete', 'create'], counts: { add: 1, destroy: 1 } },
  { actions: ['create', 'delete'], counts: { add: 1, destroy: 1 } },
  { actions: ['delete'], counts: { destroy: 1 } },
  { actions: ['delete'], counts: { destroy: 1 }, more: { deposed: '00aa11bb' } },
  { actions: ['forget'], counts: {} },
  { actions: ['create', 'forget'], counts: {} },
  { actions: ['forget', 'create'], counts: { add: 1 } },
  { actions: ['update'], counts: { change: 1 }, marksOnly: true },
  { actions: ['no-op'], counts: {}, silent: true },
  { actions: ['read'], counts: {}, silent: true, more: { mode: 'data' } },
  { actions: ['no-op'], counts: {}, more: { previous_address: 'terraform_data.earlier' } },
  {
    actions: ['update'],
    counts: { change: 1 },
    more: { previous_address: 'terraform_data.old[0]' },
  },
  { actions: ['no-op'], counts: { import: 1 }, importing: { id: 'an-id' } },
  { actions: ['update'], counts: { change: 1, import: 1 }, importing: { identity: { arn: 'x' } } },
  { actions: ['create'], counts: { add: 1, import: 1 }, importing: { unknown: true } },
];

const TYPES = [
  'aws_ecs_task_definition',
  'aws_iam_role_policy',
  'aws_s3_bucket',
  'google_storage_bucket',
  'azurerm_key_vault',
  'kubernetes_deployment_v1',
  'github_repository',
  'random_pet',
];

/** A value with what Terraform says beside it. */
interface Node {
  /** Undefined: unknown. */
  readonly value: unknown;
  readonly unknown: unknown;
  readonly marks: unknown;
}

const word = fc.stringMatching(/^[a-z]{1,6}(_[a-z]{1,6})?$/);
const odd = fc.constantFrom('__proto__', 'constructor', 'toString', '', 'a.b', '0', 'ä"\\', '<x>');
const key = fc.oneof({ weight: 20, arbitrary: word }, { weight: 1, arbitrary: odd });

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, 1, 512, -1.5, 2 ** 60, '', '{', '[]', '"x"'),
  word,
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    'arn:aws:iam::123456789012:role/nightshift/dev/job',
    'cron(15 3 * * ? *)',
    '<aws.scheduler.scheduled-time>',
    '10.0.0.0/24',
  ),
  fc.json({ maxDepth: 2 }),
);

const { node } = fc.letrec<{ node: Node; leaf: Node; list: Node; map: Node }>((tie) => ({
  leaf: fc
    .tuple(scalar, fc.nat(15))
    .map(([value, dice]) =>
      dice === 0
        ? { value: undefined, unknown: true, marks: false }
        : { value, unknown: false, marks: dice === 1 },
    ),
  list: fc.array(tie('node'), { maxLength: 3 }).map((nodes) => ({
    value: nodes.map(({ value }) => value ?? null),
    unknown: nodes.map(({ unknown }) => unknown),
    marks: nodes.map(({ marks }) => marks),
  })),
  map: fc.dictionary(key, tie('node'), { maxKeys: 4, noNullPrototype: true }).map(mapOf),
  node: fc.oneof({ maxDepth: 3, depthSize: 'small' }, tie('leaf'), tie('map'), tie('list')),
}));

function mapOf(nodes: Readonly<Record<string, Node>>): Node & { readonly value: Values } {
  const pick = (part: keyof Node, without: unknown): Values =>
    Object.fromEntries(
      Object.entries(nodes)
        .filter(([, one]) => one[part] !== without)
        .map(([name, one]) => [name, one[part]]),
    );
  return {
    value: pick('value', undefined),
    unknown: pick('unknown', false),
    marks: pick('marks', false),
  };
}

const object = fc.dictionary(key, node, { maxKeys: 5, noNullPrototype: true }).map(mapOf);

const change = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    type: fc.constantFrom(...TYPES),
    module: fc.option(fc.constantFrom('module.a', 'module.a["x.y"]', 'module.b[0].module.c')),
    index: fc.option(fc.constantFrom('[0]', '["a"]', '["a/b c"]')),
    before: object,
    after: object,
  })
  .map((parts) => ({ parts, raw: (number: number) => rawChange(parts, number) }));

interface Parts {
  readonly kind: Kind;
  readonly type: string;
  readonly module: string | null;
  readonly index: string | null;
  readonly before: ReturnType<typeof mapOf>;
  readonly after: ReturnType<typeof mapOf>;
}

function rawChange({ kind, type, module, index, before, after }: Parts, number: number): RawChange {
  const { actions } = kind;
  const name = `r${number}`;
  const isNew = actions[0] === 'create' && actions.length === 1;
  const goes = actions.length === 1 && ['delete', 'forget'].includes(actions[0] ?? '');
  // What stays is what it was.
  const same = actions[0] === 'no-op' || kind.marksOnly;
  const next = same ? { ...before, unknown: {} } : after;
  const raw: RawChange & Readonly<Record<string, unknown>> = {
    address: `${module === null ? '' : `${module}.`}${type}.${name}${index ?? ''}`,
    ...(module !== null && { module_address: module }),
    mode: 'managed',
    type,
    name,
    provider_name: `registry.terraform.io/hashicorp/${type.split('_')[0]}`,
    ...kind.more,
    change: {
      actions,
      before: isNew ? null : structuredClone(before.value),
      after: goes ? null : structuredClone(next.value),
      after_unknown: goes ? {} : next.unknown,
      before_sensitive: isNew ? false : structuredClone(before.marks),
      after_sensitive: goes
        ? false
        : { ...structuredClone(next.marks as Values), ...(kind.marksOnly && { new: true }) },
      ...(kind.importing !== undefined && { importing: kind.importing }),
      ...(actions.length === 2 && { replace_paths: [Object.keys(next.value).slice(0, 1)] }),
    },
  };
  return raw;
}

const OUTPUT_ACTIONS = ['create', 'update', 'delete', 'no-op'] as const;

const outputs = fc.dictionary(
  word,
  fc
    .tuple(fc.constantFrom(...OUTPUT_ACTIONS), scalar, scalar, fc.boolean())
    .map(([action, before, after, sensitive]): RawPlan['output_changes'][string] => ({
      actions: [action],
      before: (action === 'create' ? null : before) as Values | null,
      after: (action === 'delete' ? null : action === 'no-op' ? before : after) as Values | null,
      after_unknown: false,
      before_sensitive: sensitive,
      after_sensitive: sensitive,
    })),
  { maxKeys: 3, noNullPrototype: true },
);

/** Where everything can be planted: there is always a change that is shown with both sides. */
const HOST: Parts = {
  kind: { actions: ['update'], counts: { change: 1 } },
  type: 'terraform_data',
  module: null,
  index: null,
  before: { value: { size: 1 }, unknown: {}, marks: {} },
  after: { value: { size: 2 }, unknown: {}, marks: {} },
};

/** Random plans; `planted` says which texts stand in them, and how. */
export function plans(planted: Planted = {}): fc.Arbitrary<RandomPlan> {
  return fc
    .record({
      version: fc.constantFrom('0.1', '0.2', '1.0', '1.1', '1.2'),
      changes: fc.array(change, { maxLength: 6 }),
      drift: fc.array(change, { maxLength: 2 }),
      outputs,
      places: fc.infiniteStream(fc.nat(1_000_000)),
      pretty: fc.boolean(),
    })
    .map(({ version, changes, drift, outputs, places, pretty }) => {
      const all = [{ parts: HOST, raw: (number: number) => rawChange(HOST, number) }, ...changes];
      const raw: RawPlan = {
        format_version: version,
        terraform_version: '1.11.4',
        planned_values: {},
        resource_changes: all.map((one, number) => one.raw(number)),
        resource_drift: drift.map((one, number) => one.raw(number)),
        output_changes: structuredClone(outputs),
        checks: [],
        configuration: {},
      };
      const listed = all.map(({ parts }) => !parts.kind.silent);
      const addresses = raw.resource_changes
        .filter((_, number) => listed[number])
        .map(({ address }) => address);
      plant(raw, planted, listed, () => places.next().value ?? 0);
      return {
        text: JSON.stringify(raw, undefined, pretty ? 2 : undefined),
        counts: sum(all.map(({ parts }) => parts.kind.counts)),
        addresses,
        outputs: Object.entries(raw.output_changes)
          .filter(([, { actions }]) => actions[0] !== 'no-op')
          .map(([name]) => name),
      };
    });
}

function sum(counts: readonly Partial<TerraformCounts>[]): TerraformCounts {
  const of = (name: keyof TerraformCounts): number =>
    counts.reduce((total, one) => total + (one[name] ?? 0), 0);
  return { add: of('add'), change: of('change'), destroy: of('destroy'), import: of('import') };
}
