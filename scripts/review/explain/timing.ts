/** One side of a schedule: when it starts something, in words, and what comes next. */
import {
  countRuns,
  describeSchedule,
  runsAfter,
  type Schedule,
  scheduleOf,
  showRun,
} from '../../../environments/model/schedule.ts';
import type { Known } from '../finding.ts';
import type { Value } from '../plan.ts';
import { quote, type Words, words } from '../words.ts';
import { asText, at } from './at.ts';
import { clip } from './say.ts';

/** Runs that are told. */
const NEXT = 3;

/** Days over which two schedules are counted against each other: whole weeks. */
const COUNTED_DAYS = 28;

/** What a schedule says, apart from whether it is enabled. */
export interface Times {
  /** Such as `daily at 03:15 Europe/Berlin`; as it is written where AWS documents no such form. */
  readonly when: Words;
  /** `; next runs ...`; nothing where no plan can know them. */
  readonly next: string;
  /** Runs in some weeks; undefined where weeks aren't alike. */
  readonly inWeeks: number | undefined;
}

/** When one side of a change starts something. */
export interface Timing {
  readonly enabled: boolean;
  /** Takes long when it is first asked: calendars do. */
  readonly times: () => Times;
}

/** The timing of a schedule's or a rule's values; undefined of what has none. */
export function timingOf(value: Value | undefined, known: Known): Timing | undefined {
  const expression = asText(at(value, 'schedule_expression'));
  if (expression === undefined) return undefined;
  const timezone = asText(at(value, 'schedule_expression_timezone')) ?? 'UTC';
  const state = asText(at(value, 'state'));
  const enabled = state === undefined ? at(value, 'is_enabled') !== false : state !== 'DISABLED';
  return { enabled, times: () => timesOf(expression, timezone, known) };
}

/** `; runs 4 times as often`, where whole weeks tell it exactly. */
export function frequency({ inWeeks: before }: Times, { inWeeks: after }: Times): string {
  if (before === undefined || after === undefined || before === after) return '';
  if (Number.isInteger(after / before)) return `; runs ${after / before} times as often`;
  return Number.isInteger(before / after) ? `; runs ${before / after} times less often` : '';
}

/** Kept for a review: its schedules are few, and calendars take long. */
const told = new WeakMap<Known, Map<string, Times>>();

function timesOf(expression: string, timezone: string, known: Known): Times {
  const ofReview = told.get(known) ?? new Map<string, Times>();
  told.set(known, ofReview);
  const key = `${expression} ${timezone}`;
  const times = ofReview.get(key) ?? tell(expression, timezone, known.now);
  ofReview.set(key, times);
  return times;
}

function tell(expression: string, timezone: string, now: Date): Times {
  const schedule = scheduleOf({ schedule: expression, timezone });
  if (!schedule) {
    const when = words`${quote(clip(expression))} in ${quote(clip(timezone))}`;
    return { when, next: '', inWeeks: undefined };
  }
  return {
    when: [describeSchedule(schedule, timezone)],
    next: nextRuns(schedule, timezone, now),
    inWeeks: runsInWeeks(schedule, timezone, now),
  };
}

/** AWS counts a rate from a moment that no plan knows: its next runs aren't told. */
function nextRuns(schedule: Schedule, timezone: string, now: Date): string {
  if (schedule.kind === 'rate') return '';
  const next: string[] = [];
  for (const run of runsAfter(schedule, timezone, now)) {
    next.push(showRun(run, timezone));
    if (next.length === NEXT) break;
  }
  if (next.length === 0) return '; never runs again: its time has passed';
  return `; next ${next.length === 1 ? 'run' : 'runs'} ${next.join(', ')}`;
}

function runsInWeeks(schedule: Schedule, timezone: string, now: Date): number | undefined {
  if (schedule.kind === 'rate') return (COUNTED_DAYS * 86_400) / schedule.seconds;
  if (schedule.kind !== 'cron') return undefined;
  const { days, months, text } = schedule;
  const daily = days.kind === 'weekdays' || (days.kind === 'dates' && days.dates.length === 31);
  if (!daily || months.length < 12 || !text.endsWith(' *)')) return undefined;
  return countRuns(schedule, timezone, now, COUNTED_DAYS);
}
