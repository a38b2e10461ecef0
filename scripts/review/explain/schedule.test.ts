import { describe, expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../tests/support/change.ts';
import type { Tree } from '../plan.ts';

const schedule = (over: Tree = {}): Tree => ({
  name: 'flight-delays',
  schedule_expression: 'cron(15 3 * * ? *)',
  schedule_expression_timezone: 'Europe/Berlin',
  state: 'ENABLED',
  flexible_time_window: [{ mode: 'OFF', maximum_window_in_minutes: null }],
  target: [
    {
      arn: 'x',
      retry_policy: [{ maximum_event_age_in_seconds: 3600, maximum_retry_attempts: 185 }],
    },
  ],
  ...over,
});
const at = (expression: string, timezone = 'Europe/Berlin'): Tree =>
  schedule({ schedule_expression: expression, schedule_expression_timezone: timezone });
const window = (mode: string, minutes: number | null): Tree =>
  schedule({ flexible_time_window: [{ mode, maximum_window_in_minutes: minutes }] });
const TYPE = 'aws_scheduler_schedule';

describe('another time', () => {
  test.each<[string, Tree, Tree, string]>([
    [
      'is told with the next three runs',
      schedule(),
      at('cron(15 2 * * ? *)'),
      'daily at 03:15 Europe/Berlin → daily at 02:15 Europe/Berlin; next runs Tue 24 Nov 2026 02:15 CET, Wed 25 Nov 2026 02:15 CET, Thu 26 Nov 2026 02:15 CET',
    ],
    [
      'in another zone is told in that',
      schedule(),
      at('cron(15 3 * * ? *)', 'America/New_York'),
      'daily at 03:15 Europe/Berlin → daily at 03:15 America/New_York; next runs Tue 24 Nov 2026 03:15 EST, Wed 25 Nov 2026 03:15 EST, Thu 26 Nov 2026 03:15 EST',
    ],
    [
      'that is a rate has no next run that a plan knows',
      schedule(),
      at('rate(6 hours)'),
      'daily at 03:15 Europe/Berlin → every 6 hours; runs 4 times as often',
    ],
    [
      'that comes less often says so',
      at('rate(6 hours)'),
      at('rate(1 day)'),
      'every 6 hours → every day; runs 4 times less often',
    ],
    [
      'on some weekdays is counted over whole weeks',
      schedule(),
      at('cron(15 3 ? * MON *)'),
      'daily at 03:15 Europe/Berlin → at 03:15, only on Monday, Europe/Berlin; runs 7 times less often; next runs Mon 30 Nov 2026 03:15 CET, Mon 7 Dec 2026 03:15 CET, Mon 14 Dec 2026 03:15 CET',
    ],
    [
      'by the month is not counted: months differ',
      schedule(),
      at('cron(15 3 1 * ? *)'),
      'daily at 03:15 Europe/Berlin → at 03:15, on day 1 of the month, Europe/Berlin; next runs Tue 1 Dec 2026 03:15 CET, Fri 1 Jan 2027 03:15 CET, Mon 1 Feb 2027 03:15 CET',
    ],
    [
      'once',
      schedule(),
      at('at(2030-01-31T03:15:00)'),
      'daily at 03:15 Europe/Berlin → once, on 2030-01-31 at 03:15 Europe/Berlin; next run Thu 31 Jan 2030 03:15 CET',
    ],
    [
      'that has passed says so',
      schedule(),
      at('at(2020-01-31T03:15:00)'),
      'daily at 03:15 Europe/Berlin → once, on 2020-01-31 at 03:15 Europe/Berlin; never runs again: its time has passed',
    ],
    [
      'of a form that we do not know stays as it is',
      schedule(),
      at('cron(nonsense)'),
      'daily at 03:15 Europe/Berlin → cron(nonsense) in Europe/Berlin',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(said(changeOf(TYPE, before, after))).toEqual([expected]);
  });
});

describe('a schedule', () => {
  const paused = schedule({ state: 'DISABLED' });

  test.each<[string, Tree | undefined, Tree | undefined, string, string | undefined]>([
    [
      'that is paused',
      schedule(),
      paused,
      'paused: no longer starts by itself (was daily at 03:15 Europe/Berlin)',
      'stops a schedule',
    ],
    [
      'that is resumed',
      paused,
      schedule(),
      'now starts by itself: daily at 03:15 Europe/Berlin; next runs Tue 24 Nov 2026 03:15 CET, Wed 25 Nov 2026 03:15 CET, Thu 26 Nov 2026 03:15 CET',
      'starts a schedule',
    ],
    [
      'that stays paused',
      paused,
      { ...at('rate(2 days)'), state: 'DISABLED' },
      'stays paused; daily at 03:15 Europe/Berlin → every 2 days',
      undefined,
    ],
    [
      'that is new',
      undefined,
      schedule(),
      'daily at 03:15 Europe/Berlin; next runs Tue 24 Nov 2026 03:15 CET, Wed 25 Nov 2026 03:15 CET, Thu 26 Nov 2026 03:15 CET',
      undefined,
    ],
    ['that is new and paused', undefined, paused, 'starts only by hand', undefined],
    [
      'that goes',
      schedule(),
      undefined,
      'no longer starts anything (was daily at 03:15 Europe/Berlin)',
      'stops a schedule',
    ],
  ])('%s', (_, before, after, words, reason) => {
    const change = changeOf(TYPE, before, after);

    expect(said(change)).toContain(words);
    expect(explained(change).find(({ about }) => about === 'schedule')?.reason).toBe(reason);
  });

  test.each<[string, Tree, Tree, string]>([
    [
      'a window',
      window('OFF', null),
      window('FLEXIBLE', 15),
      'starts within 15m of its time (was at once)',
    ],
    [
      'no window any more',
      window('FLEXIBLE', 60),
      window('OFF', null),
      'starts at once (was within 1h of its time)',
    ],
    [
      'a window where there was 0',
      window('OFF', 0),
      window('FLEXIBLE', 15),
      'starts within 15m of its time (was at once)',
    ],
    [
      'a late start',
      schedule(),
      schedule({
        target: [
          {
            arn: 'x',
            retry_policy: [{ maximum_event_age_in_seconds: 1800, maximum_retry_attempts: 185 }],
          },
        ],
      }),
      'a start may be up to 30m late (was 1h)',
    ],
    [
      'a first day',
      schedule(),
      schedule({ start_date: '2027-01-01T00:00:00Z' }),
      'starts from 2027-01-01T00:00:00Z (new)',
    ],
    [
      'a last day',
      schedule({ end_date: '2027-01-01T00:00:00Z' }),
      schedule(),
      'runs until removed (was 2027-01-01T00:00:00Z)',
    ],
  ])('says in words %s', (_, before, after, expected) => {
    expect(said(changeOf(TYPE, before, after))).toEqual([expected]);
  });

  test('of an event rule is in UTC', () => {
    const rule = (schedule_expression: string): Tree => ({
      name: 'x',
      schedule_expression,
      is_enabled: true,
    });

    expect(
      said(changeOf('aws_cloudwatch_event_rule', rule('rate(1 hour)'), rule('rate(30 minutes)'))),
    ).toEqual(['every hour → every 30 minutes; runs 2 times as often']);
    expect(
      said(
        changeOf('aws_cloudwatch_event_rule', rule('rate(1 hour)'), {
          ...rule('rate(1 hour)'),
          is_enabled: false,
        }),
      ),
    ).toEqual(['paused: no longer starts by itself (was every hour)']);
  });
});
