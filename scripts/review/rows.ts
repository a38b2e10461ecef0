/** Each changed key of the environment's file with its effect, in words. */
import type { KeyChange } from '../../environments/model/changed-keys.ts';
import {
  describeSchedule,
  parseSchedule,
  ScheduleError,
} from '../../environments/model/schedule.ts';
import { type Origin, showPath } from '../../environments/model/source.ts';
import { count } from '../terminal.ts';
import { isJobsPolicy } from './addresses.ts';
import { clip } from './explain/say.ts';
import { type Finding, greatest, sayFindings } from './finding.ts';
import { sayDelta } from './money.ts';
import { type Change, Hidden, type Value } from './plan.ts';
import type { Row } from './review.ts';
import { isTree } from './value.ts';
import { quote, type Words, words } from './words.ts';

/** What is known of one changed key. */
export interface RowProps {
  readonly change: KeyChange;
  /** Its values with what must be hidden hidden. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  readonly origin: Origin;
  /** What it does to resources that the plan changes. */
  readonly effects: readonly Explained[];
  /** Resources that it gives other tags; undefined: it is about no tags. */
  readonly tagged: number | 'every' | undefined;
  /** USD a month that it adds; undefined where nobody knows. */
  readonly deltaUsd: number | undefined;
  /** Addresses that it changes in the files, be they in AWS as the files say already. */
  readonly addresses: readonly string[];
}

/** A change with what is found in it. */
interface Explained {
  readonly change: Change;
  readonly findings: readonly Finding[];
}

/** What a row tells of a change. */
interface Decided extends Explained {
  /** What it leaves to the proof although it widens permissions: one finding at most. */
  readonly left: readonly Finding[];
}

/** The row of a key. */
export function rowOf(props: RowProps): Row {
  const { change, before, after, origin, effects, tagged, deltaUsd, addresses } = props;
  const added = change.before === undefined;
  const removed = change.after === undefined;
  const money = deltaUsd === undefined ? '' : sayDelta(deltaUsd);
  const from = added ? undefined : show(before, change.path);
  const to = removed ? words`removed` : show(after, change.path);
  const decided = effects.map(deciding);
  const served = decided.flatMap(({ left }) => left);
  const beside = from !== undefined && to !== undefined && !removed;
  const said = [
    ...sayEffects(beside ? decided.map(following) : decided),
    ...(served.length === 0
      ? []
      : [
          words`gives AWS services permissions in ${count(served.length, 'resource')}: see the diffs`,
        ]),
    ...(tagged === undefined
      ? []
      : [
          words`changes tags of ${tagged === 'every' ? 'every resource' : count(tagged, 'resource')}`,
        ]),
    ...(money === '' ? [] : [[money]]),
  ];
  return {
    key: showPath(change.path),
    ...(!origin.file.startsWith('--') && { place: origin }),
    ...(from ? { from } : added && to && { from: words`not set` }),
    to: to ?? words`added`,
    effects: said.length > 0 ? said : sayUnsaid(effects, addresses),
    risk: greatest([...decided.flatMap(({ findings }) => findings), ...served]),
  };
}

/** Kinds that hold what AWS' services may do. */
const SERVED: readonly string[] = ['aws_iam_role', 'aws_iam_role_policy', 'aws_sqs_queue_policy'];

/**
 * What one decides on. What services may do to start, build or tell something follows from its
 * being there, and stands in the proof; what the job's own role may do is what the file says.
 */
function deciding({ change, findings }: Explained): Decided {
  const { action, type, address } = change;
  const served = SERVED.includes(type) && !isJobsPolicy(address);
  const whole = action === 'create' || action === 'delete';
  if (!served || !whole) return { change, findings, left: [] };
  const stays = ({ about, risk }: Finding): boolean => about !== 'permissions' || risk === 'high';
  const widens = findings.find((one) => !stays(one) && one.permissions === 'widened');
  return { change, findings: findings.filter(stays), left: widens ? [widens] : [] };
}

/** Without the values that the row itself shows. */
function following({ change, findings }: Explained): Explained {
  return {
    change,
    findings: findings.map((one) => ({ ...one, words: one.follows ?? one.words })),
  };
}

/** Where there is nothing in words: what changes, or that it is done. */
function sayUnsaid(effects: readonly Explained[], addresses: readonly string[]): Words[] {
  const [first, ...rest] = effects;
  if (first) {
    const others = rest.length > 0 ? ` and ${count(rest.length, 'other')}` : '';
    return [words`changes ${quote(first.change.address)}${others}`];
  }
  return addresses.length > 0 ? [words`AWS has it already`] : [];
}

/** Resources that just come or go are named one by one as long as they are so few. */
const NAMED = 3;

/** All that follows, what is risky first; resources that just come or go are counted if many. */
function sayEffects(effects: readonly Explained[]): Words[] {
  const all = effects.flatMap(({ change, findings }) =>
    findings.map((finding) => ({ finding, action: change.action })),
  );
  const fates = all.filter(({ finding }) => isFate(finding));
  const many = fates.length > NAMED;
  const counted = (['create', 'delete', 'forget'] as const).flatMap((action) => {
    const number = many ? fates.filter((one) => one.action === action).length : 0;
    return number > 0 ? [words`${VERBS[action]} ${count(number, 'resource')}`] : [];
  });
  const telling = many ? all.filter((one) => !fates.includes(one)) : all;
  return [...sayFindings(telling.map(({ finding }) => finding)), ...counted];
}

const VERBS = { create: 'creates', delete: 'destroys', forget: 'stops managing' } as const;

/** Whether it says no more than that something comes or goes. */
export function isFate({ about, tells, risk }: Finding): boolean {
  const plain = about === 'other' && (risk === 'none' || risk === 'low');
  return plain && tells.some((path) => path.length === 0);
}

const UNITS: Readonly<Record<string, string>> = {
  memory: ' MiB',
  cpu: ' CPU units',
  ephemeralStorageGiB: ' GiB',
  expireAfterDays: ' days',
  retentionDays: ' days',
  monthlyUsd: ' USD',
};

/** Longer values are cut: the file has them. */
const LONGEST = 60;

/** A value as a person would say it; undefined for what has members, which is just there. */
function show(value: Value | undefined, path: KeyChange['path']): Words | undefined {
  const last = path.at(-1);
  if (value === undefined || value === null) return words`none`;
  if (value instanceof Hidden) return words`(hidden)`;
  if (isTree(value)) return undefined;
  if (last === 'schedule' && typeof value === 'string') return showSchedule(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return words`none`;
    const flat = value.every((one) => typeof one !== 'object' || one === null);
    return flat ? [quote(clip(value.join(', '), LONGEST))] : undefined;
  }
  const unit = typeof last === 'string' ? (UNITS[last] ?? '') : '';
  return typeof value === 'number' ? [`${value}${unit}`] : [quote(clip(String(value), LONGEST))];
}

function showSchedule(schedule: string): Words {
  try {
    return words`${describeSchedule(parseSchedule(schedule), 'UTC').replace(/,? UTC$/, '')}`;
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return [quote(schedule)];
  }
}
