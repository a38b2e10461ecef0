/** Each changed key of the environment's file with its effect, in words. */
import type { KeyChange } from '../../environments/model/changed-keys.ts';
import {
  describeSchedule,
  parseSchedule,
  ScheduleError,
} from '../../environments/model/schedule.ts';
import { type Origin, showPath } from '../../environments/model/source.ts';
import { isTree } from './counterfactual.ts';
import { type Finding, RISKS, type Risk } from './finding.ts';
import { Hidden, type Value } from './plan.ts';
import type { Row } from './review.ts';
import { riskier, sayDelta } from './verdict.ts';
import { plain, quote, type Words, words } from './words.ts';

/** What is known of one changed key. */
export interface RowProps {
  readonly change: KeyChange;
  /** Its values with what must be hidden hidden. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  readonly origin: Origin;
  /** What its effects on resources are, in words. */
  readonly findings: readonly Finding[];
  /** USD a month that it adds; undefined where nobody knows. */
  readonly deltaUsd: number | undefined;
  /** Where it changes nothing: whether it would have, had AWS not been so already. */
  readonly done: boolean;
}

/** Of findings without risk, this many are said one by one. */
const SAID = 3;

/** The row of a key. */
export function rowOf(props: RowProps): Row {
  const { change, before, after, origin, findings, deltaUsd, done } = props;
  const added = change.before === undefined;
  const removed = change.after === undefined;
  const money = deltaUsd === undefined ? '' : sayDelta(deltaUsd);
  const effects = [
    ...sayEffects(findings),
    ...(money === '' ? [] : [[money]]),
    ...(findings.length === 0 && done ? [words`is so in AWS already`] : []),
  ];
  const from = added ? undefined : show(before, change.path);
  const to = removed ? words`removed` : show(after, change.path);
  return {
    key: showPath(change.path),
    ...(!origin.file.startsWith('--') && { place: origin }),
    ...(from && { from }),
    to: to ?? words`added`,
    effects,
    risk: findings.reduce<Risk>((most, { risk }) => riskier(most, risk), 'none'),
  };
}

/** What is risky first; what is plain is said one by one only as long as it is little. */
export function sayEffects(findings: readonly Finding[]): Words[] {
  const unique = [...new Map(findings.map((one) => [plain(one.words), one])).values()];
  const telling = unique
    .filter(({ about, risk }) => about !== 'other' || risk !== 'none')
    .sort((a, b) => RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk));
  const others = unique.filter((one) => !telling.includes(one));
  const said = others.length > SAID ? others.slice(0, SAID - 1) : others;
  const rest = others.length - said.length;
  return [
    ...telling.map((one) => one.words),
    ...said.map((one) => one.words),
    ...(rest > 0 ? [words`and ${rest} more changes`] : []),
  ];
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
    const members = value.filter((one) => typeof one !== 'object' || one === null);
    return members.length === value.length && value.length > 0
      ? [quote(cut(members.join(', ')))]
      : undefined;
  }
  const unit = typeof last === 'string' ? (UNITS[last] ?? '') : '';
  return typeof value === 'number' ? [`${value}${unit}`] : [quote(cut(String(value)))];
}

function showSchedule(schedule: string): Words {
  try {
    return words`${describeSchedule(parseSchedule(schedule), 'UTC').replace(/,? UTC$/, '')}`;
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return [quote(schedule)];
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
