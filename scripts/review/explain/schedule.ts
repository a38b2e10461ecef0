/** When something starts: old and new, in words, with its next runs. */
import {
  countRuns,
  describeSchedule,
  runsAfter,
  type Schedule,
  scheduleOf,
  showRun,
} from '../../../environments/model/schedule.ts';
import type { Explain, FieldChange, Finding, Known, Risk } from '../finding.ts';
import type { Change, Value } from '../plan.ts';
import { quote, type Words, words } from '../words.ts';
import { asNumber, asText, at, dotted } from './at.ts';
import { clip, duration, finding, move, show } from './say.ts';

/** Runs that are told. */
const NEXT = 3;
/** Days over which two schedules are counted against each other: whole weeks. */
const COUNTED_DAYS = 28;

/** When one side of a change starts something. */
interface Timing {
  readonly expression: string;
  readonly timezone: string;
  readonly enabled: boolean;
  /** Undefined: of a form that AWS documents nowhere, or not for what we know. */
  readonly schedule: Schedule | undefined;
}

const KINDS = ['aws_scheduler_schedule', 'aws_cloudwatch_event_rule'];

/** Attributes that say when; all are told at once. */
const WHEN = ['schedule_expression', 'schedule_expression_timezone', 'state', 'is_enabled'];

export const explainSchedule: Explain = ({ change, fields }, known) => {
  if (!KINDS.includes(change.type)) return [];
  const told = fields.filter(({ path }) => WHEN.includes(dotted(path)));
  const [before, after] = [timingOf(change.before), timingOf(change.after)];
  const late = before && after ? fields.flatMap(lateness) : [];
  return [...times(change, before, after, told, known), ...late];
};

function timingOf(value: Value | undefined): Timing | undefined {
  const expression = asText(at(value, 'schedule_expression'));
  if (expression === undefined) return undefined;
  const timezone = asText(at(value, 'schedule_expression_timezone')) ?? 'UTC';
  const state = asText(at(value, 'state'));
  const enabled = state === undefined ? at(value, 'is_enabled') !== false : state !== 'DISABLED';
  const schedule = scheduleOf({ schedule: expression, timezone });
  return { expression, timezone, enabled, schedule };
}

const STOPS = ['low', 'stops a schedule'] as const;

function times(
  { action }: Change,
  before: Timing | undefined,
  after: Timing | undefined,
  told: readonly FieldChange[],
  { now }: Known,
): Finding[] {
  const say = (said: Words, risk?: readonly [Risk, string]): Finding[] => [
    finding(
      'schedule',
      said,
      told.map(({ path }) => path),
      risk,
    ),
  ];
  if (action === 'delete' || action === 'forget' || action === 'stay') {
    const stops = action === 'delete' && before?.enabled;
    return stops ? say(words`starts nothing any more (was ${sayWhen(before)})`, STOPS) : [];
  }
  if (told.length === 0 || !after) return [];
  if (!before) return say(after.enabled ? runs(after, now) : words`starts only by hand`);
  if (before.enabled && !after.enabled)
    return say(words`paused: nothing starts by itself any more (was ${sayWhen(before)})`, STOPS);
  if (!before.enabled && after.enabled)
    return say(words`starts by itself now: ${runs(after, now)}`, ['low', 'starts a schedule']);
  const moved = words`${sayWhen(before)} → ${sayWhen(after)}`;
  if (!after.enabled) return say(words`stays paused; ${moved}`);
  const follows = `${frequency(before, after, now)}${nextRuns(after, now)}`;
  return say(words`${moved}${follows}`).map((one) => ({
    ...one,
    follows: words`${follows.replace(/^; /, '')}`,
  }));
}

function runs(timing: Timing, now: Date): Words {
  return words`${sayWhen(timing)}${nextRuns(timing, now)}`;
}

function sayWhen({ expression, timezone, schedule }: Timing): Words {
  if (schedule) return [describeSchedule(schedule, timezone)];
  return words`${quote(clip(expression))} in ${quote(clip(timezone))}`;
}

/** AWS counts a rate from a moment that no plan knows: its next runs aren't told. */
function nextRuns({ schedule, timezone }: Timing, now: Date): string {
  if (!schedule || schedule.kind === 'rate') return '';
  const next: string[] = [];
  for (const run of runsAfter(schedule, timezone, now)) {
    next.push(showRun(run, timezone));
    if (next.length === NEXT) break;
  }
  if (next.length === 0) return '; never runs again: its time has passed';
  return `; next ${next.length === 1 ? 'run' : 'runs'} ${next.join(', ')}`;
}

/** How often one runs against the other, where whole weeks tell it exactly. */
function frequency(before: Timing, after: Timing, now: Date): string {
  const [old, next] = [before, after].map((timing) => runsInWeeks(timing, now));
  if (old === undefined || next === undefined || old === next) return '';
  if (Number.isInteger(next / old)) return `; runs ${next / old} times as often`;
  return Number.isInteger(old / next) ? `; runs once where it ran ${old / next} times` : '';
}

/** Undefined where weeks aren't alike. */
function runsInWeeks({ schedule, timezone }: Timing, now: Date): number | undefined {
  if (schedule?.kind === 'rate') return (COUNTED_DAYS * 86_400) / schedule.seconds;
  if (schedule?.kind !== 'cron') return undefined;
  const { days, months, text } = schedule;
  const daily = days.kind === 'weekdays' || (days.kind === 'dates' && days.dates.length === 31);
  if (!daily || months.length < 12 || !text.endsWith(' *)')) return undefined;
  return countRuns(schedule, timezone, now, COUNTED_DAYS);
}

/** What makes a start late, by where it stands. */
const LATE: Readonly<Record<string, (field: FieldChange) => Words>> = {
  'flexible_time_window.maximum_window_in_minutes': ({ before, after }) => {
    const minutes = (value: Value | undefined): Words => {
      const number = asNumber(value);
      return number === undefined
        ? words`at once`
        : words`within ${duration(number * 60)} of its time`;
    };
    return words`starts ${minutes(after)} (was ${minutes(before)})`;
  },
  'target.retry_policy.maximum_event_age_in_seconds': ({ before, after }) => {
    const age = (value: Value | undefined): Words => {
      const number = asNumber(value);
      return number === undefined ? show(value) : [duration(number)];
    };
    return words`a start may be up to ${age(after)} late (was ${age(before)})`;
  },
  start_date: ({ before, after }) => move(words`starts from`, before, after),
  end_date: ({ before, after }) => move(words`runs until`, before, after),
};

function lateness(field: FieldChange): Finding[] {
  const place = dotted(field.path);
  // It follows from the minutes.
  if (place === 'flexible_time_window.mode') return [finding('schedule', [], [field.path])];
  const say = Object.hasOwn(LATE, place) ? LATE[place] : undefined;
  return say ? [finding('schedule', say(field), [field.path])] : [];
}
