/** When something starts: old and new, in words, with its next runs. */
import { type Explain, type FieldChange, type Finding, type Risk, SaidLater } from '../finding.ts';
import type { Change, Value } from '../plan.ts';
import { plain, type Words, words } from '../words.ts';
import { asNumber, dotted } from './at.ts';
import { duration, finding, move, show } from './say.ts';
import { frequency, type Timing, timingOf } from './timing.ts';

const KINDS = ['aws_scheduler_schedule', 'aws_cloudwatch_event_rule'];

/** Attributes that say when; all are told at once. */
const WHEN = ['schedule_expression', 'schedule_expression_timezone', 'state', 'is_enabled'];

export const explainSchedule: Explain = ({ change, fields }, known) => {
  if (!KINDS.includes(change.type)) return [];
  const told = fields.filter(({ path }) => WHEN.includes(dotted(path)));
  const [before, after] = [timingOf(change.before, known), timingOf(change.after, known)];
  const late = before && after ? fields.flatMap(lateness) : [];
  return [...times(change, before, after, told), ...late];
};

const STOPS = ['low', 'stops a schedule'] as const;

function times(
  { action }: Change,
  before: Timing | undefined,
  after: Timing | undefined,
  told: readonly FieldChange[],
): Finding[] {
  const tells = told.map(({ path }) => path);
  const say = (said: () => Words, risk?: readonly [Risk, string]): Finding[] => [
    finding('schedule', said, tells, risk),
  ];
  if (action === 'delete' || action === 'forget' || action === 'stay') {
    const stops = action === 'delete' && before?.enabled;
    if (!stops) return [];
    return say(() => words`no longer starts anything (was ${before.times().when})`, STOPS);
  }
  if (told.length === 0 || !after) return [];
  if (!before) return say(() => (after.enabled ? runs(after) : words`starts only by hand`));
  if (before.enabled && !after.enabled)
    return say(() => words`paused: no longer starts by itself (was ${before.times().when})`, STOPS);
  if (!before.enabled && after.enabled)
    return say(() => words`now starts by itself: ${runs(after)}`, ['low', 'starts a schedule']);
  const moved = (): Words => words`${before.times().when} → ${after.times().when}`;
  if (!after.enabled) return say(() => words`stays paused; ${moved()}`);
  const follows = (): string => `${frequency(before.times(), after.times())}${after.times().next}`;
  return [
    new SaidLater({
      about: 'schedule',
      say: () => words`${moved()}${follows()}`,
      follows: () => words`${follows().replace(/^; /, '')}`,
      risk: 'none',
      reason: undefined,
      tells,
    }),
  ];
}

function runs({ times }: Timing): Words {
  const { when, next } = times();
  return words`${when}${next}`;
}

/** What makes a start late, by where it stands. */
const LATE: Readonly<Record<string, (field: FieldChange) => Words>> = {
  'flexible_time_window.maximum_window_in_minutes': ({ before, after }) => {
    const minutes = (value: Value | undefined): Words => {
      const number = asNumber(value);
      // Without a window AWS says 0 or nothing.
      return number ? words`within ${duration(number * 60)} of its time` : words`at once`;
    };
    const [was, is] = [minutes(before), minutes(after)];
    return plain(was) === plain(is) ? [] : words`starts ${is} (was ${was})`;
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
