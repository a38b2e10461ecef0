/** What something runs on: processors, memory, space, and whose spare capacity. */
import { type Explain, type FieldChange, type Finding, SaidLater } from '../finding.ts';
import { type Change, type Path, UNKNOWN, type Value } from '../plan.ts';
import { isList, isNothing, isTree } from '../value.ts';
import { quote, type Words, words } from '../words.ts';
import { asNumber, asText, at, differs, dotted, pathsThrough } from './at.ts';
import { finding, move } from './say.ts';

/** One measure of a machine. */
interface Measure {
  readonly label: string;
  readonly unit?: string;
  /** In the unit that is shown. @default - as it is */
  readonly shown?: (value: Value) => Value;
  /** What AWS gives where nothing is said. */
  readonly absent?: number;
  /** What else a change of it brings. */
  readonly so?: string;
  /** Why a reviewer should think of that. @default - no risk */
  readonly risk?: string;
}

const vcpu = (value: Value): Value => {
  const units = asNumber(value);
  return units === undefined ? value : units / 1024;
};
const lower = (value: Value): Value => asText(value)?.toLowerCase() ?? value;

const FOR_IMAGE = 'the image must be built for it';
const RESTARTS = 'it is restarted for that';

/** By type, then by place. */
const MEASURES: Readonly<Record<string, Readonly<Record<string, Measure>>>> = {
  aws_ecs_task_definition: {
    cpu: { label: 'processor', unit: 'vCPU', shown: vcpu },
    memory: { label: 'memory', unit: 'MiB' },
    'ephemeral_storage.size_in_gib': { label: 'scratch space', unit: 'GiB', absent: 20 },
    'runtime_platform.cpu_architecture': {
      label: 'processor architecture',
      shown: lower,
      so: FOR_IMAGE,
      risk: 'needs another image',
    },
    'runtime_platform.operating_system_family': { label: 'operating system', shown: lower },
  },
  aws_lambda_function: {
    memory_size: { label: 'memory', unit: 'MB' },
    timeout: { label: 'timeout', unit: 's' },
    'ephemeral_storage.size': { label: 'scratch space', unit: 'MB', absent: 512 },
    architectures: { label: 'processor architecture', so: 'the code must run on it' },
  },
  aws_instance: { instance_type: { label: 'machine type', so: RESTARTS } },
  aws_db_instance: {
    instance_class: { label: 'machine type', so: 'the database is unavailable while it changes' },
    allocated_storage: { label: 'storage', unit: 'GiB' },
  },
  aws_ebs_volume: { size: { label: 'size', unit: 'GiB' } },
  aws_ecs_service: { desired_count: { label: 'tasks' } },
  aws_codebuild_project: {
    'environment.type': { label: 'build machine' },
    'environment.compute_type': { label: 'build machine size' },
  },
};

/** Of any kind, by the last name. */
const ANYWHERE: Readonly<Record<string, Measure>> = {
  instance_type: { label: 'machine type' },
  instance_class: { label: 'machine type' },
  instance_types: { label: 'machine types' },
  machine_type: { label: 'machine type' },
  node_type: { label: 'machine type' },
  vm_size: { label: 'machine type' },
  desired_size: { label: 'machines' },
  desired_capacity: { label: 'machines' },
  min_size: { label: 'minimum machines' },
  max_size: { label: 'maximum machines' },
};

export const explainHardware: Explain = ({ change, fields }) => {
  if (change.action === 'create') return created(change);
  if (!differs(change)) return [];
  return [...fields.flatMap((field) => measured(change.type, field)), ...capacity(change, fields)];
};

function measureOf(type: string, path: Path): Measure | undefined {
  const own = Object.hasOwn(MEASURES, type) ? MEASURES[type] : undefined;
  const place = own ? dotted(path) : '';
  if (own && Object.hasOwn(own, place)) return own[place];
  const last = String(path.findLast((step) => typeof step === 'string'));
  return Object.hasOwn(ANYWHERE, last) ? ANYWHERE[last] : undefined;
}

function measured(type: string, { path, before, after }: FieldChange): Finding[] {
  const measure = measureOf(type, path);
  if (!measure) return [];
  const { label, unit, shown = (value: Value) => value, absent, so, risk } = measure;
  const side = (value: Value | undefined): Value | undefined =>
    value === undefined || isNothing(value) ? absent : shown(value);
  const known = so !== undefined && !isNothing(before) && after !== UNKNOWN;
  const watched = known && risk !== undefined;
  return [
    new SaidLater({
      about: 'hardware',
      say: () => {
        const said = move([label], side(before), side(after), unit);
        return known ? words`${said}: ${so}` : said;
      },
      follows: () => (known ? [so] : []),
      risk: watched ? 'low' : 'none',
      reason: watched ? risk : undefined,
      tells: [path],
    }),
  ];
}

/** A new task in one line: `0.25 vCPU, 512 MiB, arm64`. */
function created({ type, after }: Change): Finding[] {
  if (type !== 'aws_ecs_task_definition') return [];
  const [units, memory] = [asNumber(at(after, 'cpu')), asNumber(at(after, 'memory'))];
  const processor = asText(at(after, 'runtime_platform', 'cpu_architecture'));
  const space = asNumber(at(after, 'ephemeral_storage', 'size_in_gib'));
  const parts = [
    ...(units === undefined ? [] : [`${units / 1024} vCPU`]),
    ...(memory === undefined ? [] : [`${memory} MiB`]),
    ...(space === undefined ? [] : [`${space} GiB of scratch space`]),
  ];
  const said: Words = processor
    ? words`${parts.map((part) => `${part}, `).join('')}${quote(processor.toLowerCase())}`
    : [parts.join(', ')];
  return parts.length > 0 ? [finding('hardware', said, [])] : [];
}

/** Where a scheduler, a rule or a service says on whose capacity it starts tasks. */
const LAUNCH: readonly Path[number][] = [
  'capacity_provider_strategy',
  'launch_type',
  'CapacityProviderStrategy',
  'LaunchType',
];

function capacity({ before, after }: Change, fields: readonly FieldChange[]): Finding[] {
  const tells = pathsThrough(fields, LAUNCH);
  if (tells.length === 0) return [];
  const [old, next] = [onSpot(before), onSpot(after)];
  if (old === undefined || next === undefined || old === next) return [];
  return next
    ? [
        finding(
          'hardware',
          words`runs on Spot capacity: cheaper, and AWS may interrupt a run`,
          tells,
        ),
      ]
    : [
        finding(
          'hardware',
          words`runs on on-demand capacity: more expensive, but AWS never interrupts a run`,
          tells,
        ),
      ];
}

/** Undefined: it starts no task, or doesn't say where. */
function onSpot(value: Value | undefined): boolean | undefined {
  const starts = [at(value, 'target', 'input'), at(value, 'target', 'ecs_parameters'), value];
  for (const start of starts) {
    const strategy =
      at(start, 'CapacityProviderStrategy') ?? at(start, 'capacity_provider_strategy');
    if (isList(strategy) && strategy.length > 0)
      return strategy.filter(isTree).some((one) => {
        const provider = asText(at(one, 'CapacityProvider') ?? at(one, 'capacity_provider'));
        return provider === 'FARGATE_SPOT';
      });
    if (asText(at(start, 'LaunchType') ?? at(start, 'launch_type')) !== undefined) return false;
  }
  return undefined;
}
