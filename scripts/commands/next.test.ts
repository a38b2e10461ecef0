import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { InputError } from '../errors.ts';
import { pathsFrom } from '../paths.ts';
import { type NextOptions, nextCommand } from './next.ts';

/** A repository with an environment of two jobs. */
function repository(): string {
  const root = mkdtempSync(join(tmpdir(), 'next-'));
  mkdirSync(join(root, 'job', 'handlers'), { recursive: true });
  writeFileSync(join(root, 'job', 'handlers', 'nightly.ts'), '');
  mkdirSync(join(root, 'environments'));
  writeFileSync(
    join(root, 'environments', 'defaults.yaml'),
    [
      'project: nightshift',
      'account: "123456789012"',
      'region: eu-central-1',
      'owner: batch-team',
      '',
    ].join('\n'),
  );
  writeFileSync(
    join(root, 'environments', 'prod.yaml'),
    [
      'jobs:',
      '  nightly:',
      '    { schedule: cron(15 2 * * ? *), timezone: Europe/Berlin, input: in/, output: nightly/ }',
      '  by-hand: { handler: nightly, schedule: none, input: in/, output: by-hand/ }',
      '',
    ].join('\n'),
  );
  return root;
}

async function next(options: NextOptions, root = '.') {
  const [printed, noted]: [string[], string[]] = [[], []];
  const terminal = {
    print: (line: string) => void printed.push(line),
    note: (line: string) => void noted.push(line),
    status: () => {},
    live: false,
  };
  const env = { NIGHTSHIFT_ROOT: root };
  await nextCommand({ paths: pathsFrom(env, process.cwd()), env, terminal }, options);
  return { printed, noted };
}

const FROM = '2027-03-26T12:00:00Z';

describe('next', () => {
  test('shows the jobs of an environment in words, in local time and in UTC, and what surprises', async () => {
    const { printed, noted } = await next(
      { environment: 'prod', from: FROM, n: '2' },
      repository(),
    );

    expect(printed).toEqual([
      'by-hand: only by hand',
      'nightly: daily at 02:15 Europe/Berlin',
      '  Sat 27 Mar 2027 02:15 CET   2027-03-27T01:15:00Z',
      '  Mon 29 Mar 2027 02:15 CEST  2027-03-29T00:15:00Z',
    ]);
    expect(noted).toEqual([
      'warning: nightly: 02:15 does not exist on 2027-03-28 in Europe/Berlin and the run is skipped: take another time or timezone: UTC',
      'warning: nightly: 02:15 comes twice on 2027-10-31 in Europe/Berlin and only the first one runs: take another time or timezone: UTC',
      'warning: nightly: 02:15 does not exist on 2028-03-26 in Europe/Berlin and the run is skipped: take another time or timezone: UTC',
    ]);
  });

  test('shows one job alone, also as JSON', async () => {
    const options = { environment: 'prod', job: 'nightly', from: FROM, n: '1', json: true };
    const { printed } = await next(options, repository());

    expect(JSON.parse(printed.join('\n'))).toEqual([
      {
        job: 'nightly',
        schedule: 'cron(15 2 * * ? *)',
        timezone: 'Europe/Berlin',
        words: 'daily at 02:15 Europe/Berlin',
        next: ['2027-03-27T01:15:00Z'],
      },
    ]);
  });

  test('shows any schedule, in UTC and with five runs if nothing else is said', async () => {
    const { printed } = await next({ schedule: 'cron(0 0 L * ? *)', from: FROM, json: true });

    expect(JSON.parse(printed.join('\n'))).toEqual({
      schedule: 'cron(0 0 L * ? *)',
      timezone: 'UTC',
      words: 'at 00:00, on the last day of the month, UTC',
      next: [
        '2027-03-31T00:00:00Z',
        '2027-04-30T00:00:00Z',
        '2027-05-31T00:00:00Z',
        '2027-06-30T00:00:00Z',
        '2027-07-31T00:00:00Z',
      ],
    });
  });

  test('says that a rate counts from a time that only AWS knows', async () => {
    const { noted } = await next({ schedule: 'rate(1 day)', from: FROM });

    expect(noted).toEqual([expect.stringContaining('AWS counts from the creation')]);
  });

  test.each<[NextOptions, string]>([
    [{}, 'next of what? Use ./nightshift next <env> [job], or next --schedule'],
    [{ environment: 'prod', schedule: 'none' }, 'stands in the place of an environment'],
    [{ environment: 'prod', timezone: 'UTC' }, '--timezone goes with --schedule'],
    [{ schedule: 'cron(15 3 * * *)' }, 'has 5 fields, AWS cron has six'],
    [
      { schedule: 'none', timezone: 'Mars' },
      '--timezone "Mars" is no time zone of the IANA database',
    ],
    [{ schedule: 'none', from: 'noon' }, '--from noon is no time: write it as 2026-11-23'],
    [{ schedule: 'none', n: '0' }, '-n 0 is no number of runs: use 1 to 1000'],
    [{ schedule: 'none', n: '1001' }, '-n 1001 is no number of runs'],
    [{ schedule: 'none', n: '2x' }, '-n 2x is no number of runs'],
    [{ environment: 'prod', job: 'nightl' }, 'there is no job "nightl", did you mean "nightly"?'],
  ])('refuses %j: %s', async (options, message) => {
    const asked = next(options, repository());

    await expect(asked).rejects.toThrow(InputError);
    await expect(asked).rejects.toThrow(message);
  });
});
