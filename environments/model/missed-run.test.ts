import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../../tests/support/environment.ts';
import { missedRunHours, runsTooRarely } from './missed-run.ts';
import type { Job } from './schema.ts';

const [base] = environmentOf().jobs;
const job = (patch: Partial<Job>): Job => ({ ...(base as Job), retryWindow: '1h', ...patch });

describe('a missed-run alarm looks back', () => {
  test.each([
    // The interval, an hour for late starts, one for clocks that go back.
    [{ schedule: 'cron(15 3 * * ? *)' }, 26],
    [{ schedule: 'rate(6 hours)' }, 8],
    [{ schedule: 'cron(0 9 ? * MON-FRI *)' }, 74],
    [{ schedule: 'cron(0 9,17 * * ? *)', window: '2h' }, 20],
    [{ schedule: 'cron(0/5 * * * ? *)', retryWindow: '1m' }, 2],
    [{ schedule: 'cron(0 3 * 1 ? *)' }, undefined],
    [{ schedule: 'none' }, undefined],
    [{ schedule: 'at(2027-01-31T03:15:00)' }, undefined],
    [{ schedule: 'rate(6 hours)', paused: true }, undefined],
    [{ schedule: 'cron(0 3 ? * MON *)' }, undefined],
    [{ schedule: 'cron(0 3 ? * MON *)', retryWindow: '1m' }, undefined],
  ])('%j: %s hours', (patch, hours) => {
    expect(missedRunHours(job(patch))).toBe(hours);
  });

  test('not far enough for what runs rarely, and what is paused is not missed', () => {
    expect(runsTooRarely(job({ schedule: 'cron(0 3 ? * MON *)' }))).toBe(true);
    expect(runsTooRarely(job({ schedule: 'cron(0 3 ? * MON *)', paused: true }))).toBe(false);
    expect(runsTooRarely(job({ schedule: 'cron(0 3 ? * MON,THU *)' }))).toBe(false);
    expect(runsTooRarely(job({ schedule: 'none' }))).toBe(false);
  });
});
