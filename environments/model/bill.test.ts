import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MeasuredRun } from './bill/activity.ts';
import { type Bill, bill } from './bill.ts';
import { load } from './load.ts';
import { regionPrices, SHIPPED_PRICES } from './prices.ts';
import { complete, type Environment, environmentSchema } from './schema.ts';

const NOW = new Date('2026-11-23T00:00:00Z');

/** The environment that a file would give, without defaults.yaml. */
function environment(settings: object): Environment {
  const base = { project: 'p', account: '123456789012', region: 'eu-central-1', owner: 'o' };
  return complete('test', environmentSchema.parse({ ...base, ...settings }));
}

/** prod as this repository has it, with other keys laid over. */
async function prod(over: object = {}): Promise<Environment> {
  const { environments } = await load({ dir: 'environments', later: 'accept', now: NOW });
  const loaded = environments.get('prod');
  if (!loaded) throw new Error('the repository has no sound prod');
  return complete('prod', environmentSchema.parse({ ...loaded.settings, ...over }));
}

const IO = { input: 'incoming/', output: 'outgoing/' };
const DAILY = { ...IO, schedule: 'cron(15 3 * * ? *)' };

const billOf = (of: Environment): Bill => bill(of, SHIPPED_PRICES, { now: NOW });

/** Without allowances, the lines whose words hold a text. */
const without = ({ lines }: Bill, text: string): number =>
  lines
    .filter(({ what }) => what.includes(text))
    .reduce((sum, { usdWithoutAllowances }) => sum + usdWithoutAllowances, 0);

/** To a hundred-thousandth of a cent. */
const DIGITS = 7;

describe('the bill agrees with a calculation by hand:', () => {
  // 365 runs in 12 months, 10 minutes each.
  const runs = 365 / 12;
  const hours = (runs * 10) / 60;

  test("this repository's prod: eu-central-1, ARM, daily", async () => {
    const result = billOf(await prod());

    const fargate = hours * (0.25 * 0.03725 + 0.5 * 0.00409);
    const address = hours * 0.005;
    const requests = ((runs * 10) / 1000) * 0.00043 + ((runs * 12) / 1000) * 0.0054;
    // 10 MiB a day, kept for 90 and 365 days, and 30 more as old versions.
    const storage = ((10 * 120) / 1024) * 0.0245 + ((10 * 395) / 1024) * 0.0245;
    const images = ((10 * 80) / 1024) * 0.1;
    const logs = (runs / 1024) * 0.63 + (30 / 1024) * 0.0324;
    const starts = (runs / 1_000_000) * 1;

    expect(without(result, 'Fargate')).toBeCloseTo(fargate, DIGITS);
    expect(fargate.toFixed(3)).toBe('0.058');
    expect(without(result, 'IPv4')).toBeCloseTo(address, DIGITS);
    expect(address.toFixed(3)).toBe('0.025');
    const paid = fargate + address + requests + storage + images;
    expect(result.total.usd).toBeCloseTo(paid, DIGITS);
    expect(result.total.usdWithoutAllowances).toBeCloseTo(paid + logs + starts, DIGITS);
    expect(result.fixed.usd).toBeCloseTo(images, DIGITS);
    expect(result.lines).toHaveLength(11);
  });

  test('the same job on x86', async () => {
    const job = { ...DAILY, architecture: 'x86_64' };
    const fargate = hours * (0.25 * 0.04656 + 0.5 * 0.00511);

    expect(without(billOf(environment({ jobs: { job } })), 'Fargate')).toBeCloseTo(fargate, DIGITS);
    expect(fargate.toFixed(3)).toBe('0.072');
  });

  test('us-east-1, x86, hourly, 50 GiB of scratch space, data that never expires', () => {
    const job = {
      ...IO,
      schedule: 'cron(0 * * * ? *)',
      architecture: 'x86_64',
      cpu: 1024,
      memory: 2048,
      ephemeralStorageGiB: 50,
    };
    const result = billOf(environment({ region: 'us-east-1', jobs: { job } }));

    // 8,760 runs a year are 730 a month, of 10 minutes.
    const used = (730 * 10) / 60;
    const compute = used * (1 * 0.04048 + 2 * 0.004445 + 30 * 0.000111 + 0.005);
    const requests = 7.3 * 0.0004 + 8.76 * 0.005;
    const storage = 2 * ((10 * 24 * 365) / 1024) * 0.023;
    const images = (800 / 1024) * 0.1;
    const logs = (730 / 1024) * 0.5 + ((24 * 30) / 1024) * 0.03;
    const paid = compute + requests + storage + images;
    expect(result.total.usd).toBeCloseTo(paid, DIGITS);
    expect(result.total.usdWithoutAllowances).toBeCloseTo(paid + logs + 0.00073, DIGITS);
  });

  test('interface endpoints in two zones, and a secret', () => {
    const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf';
    const result = billOf(
      environment({
        network: { mode: 'endpoints', availabilityZones: 2 },
        // Two values of one secret are one secret.
        jobs: { job: { ...DAILY, secrets: { USER: `${secret}:user::`, KEY: `${secret}:key::` } } },
      }),
    );

    // ecr.api, ecr.dkr, logs, secretsmanager.
    const endpoints = 4 * 2 * 730 * 0.012;
    expect(endpoints.toFixed(2)).toBe('70.08');
    const fargate = hours * (0.25 * 0.03725 + 0.5 * 0.00409);
    const data = (runs / 1024) * 0.01;
    const requests = ((runs * 10) / 1000) * 0.00043 + ((runs * 12) / 1000) * 0.0054;
    const storage = 2 * ((10 * 365) / 1024) * 0.0245;
    const images = (800 / 1024) * 0.1;
    // Each container asks for both values.
    const asked = ((2 * runs) / 10_000) * 0.05;
    expect(result.total.usd).toBeCloseTo(
      endpoints + 0.4 + asked + fargate + data + requests + storage + images,
      DIGITS,
    );
    expect(result.fixed.usd).toBeCloseTo(endpoints + 0.4 + images, DIGITS);
    expect(without(result, 'IPv4')).toBe(0);
  });

  test('us-east-1, NAT gateway, Spot, 8 shards, alarms', () => {
    const result = billOf(
      environment({
        region: 'us-east-1',
        network: { mode: 'nat' },
        monitoring: { deadLetterAlarm: true, missedRunAlarm: true },
        data: { input: { expireAfterDays: 60 }, output: { bucket: 'team-data' } },
        jobs: { job: { ...DAILY, spot: true, shards: 8 } },
      }),
    );

    const gateway = 730 * (0.045 + 0.005);
    const fargate = 8 * hours * (0.25 * 0.01031 + 0.5 * 0.001133);
    // A log of 1 MiB for each container: images come through S3's own endpoint.
    const data = ((8 * runs) / 1024) * 0.045;
    const requests = ((runs * 10) / 1000) * 0.0004 + ((runs * (10 + 16)) / 1000) * 0.005;
    const storage = ((10 * 90) / 1024) * 0.023;
    const images = (800 / 1024) * 0.1;
    const paid = gateway + fargate + data + requests + storage + images;
    expect(result.total.usd).toBeCloseTo(paid, DIGITS);
    const logs = ((8 * runs) / 1024) * 0.5 + ((8 * 30) / 1024) * 0.03;
    expect(result.total.usdWithoutAllowances).toBeCloseTo(
      paid + logs + 2 * 0.1 + runs / 1_000_000,
      DIGITS,
    );
  });

  test('every minute, with keys, secrets and a parameter', () => {
    const key = 'arn:aws:kms:eu-central-1:123456789012:key/';
    const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf';
    const result = billOf(
      environment({
        data: { input: { kmsKey: `${key}a` }, output: { kmsKey: `${key}b` } },
        jobs: {
          job: {
            ...IO,
            schedule: 'rate(1 minute)',
            shards: 2,
            secrets: {
              USER: `${secret}:user::`,
              KEY: `${secret}:key::`,
              TOKEN: 'arn:aws:ssm:eu-central-1:123456789012:parameter/token',
            },
          },
        },
      }),
    );

    // 60 x 730 runs a month, each with 10 objects in, 10 out, and two containers.
    expect(without(result, 'secrets read')).toBeCloseTo(((43_800 * 2 * 2) / 10_000) * 0.05, DIGITS);
    expect(without(result, 'KMS: objects decrypted')).toBeCloseTo(43.8 * 0.03, DIGITS);
    expect(without(result, 'KMS: objects encrypted')).toBeCloseTo(43.8 * 0.03, DIGITS);
    expect(without(result, 'KMS, parameters decrypted')).toBeCloseTo(8.76 * 0.03, DIGITS);
    // 20,000 requests a month are free for all of them together.
    const requests = result.lines.filter(({ item }) => item === 'kms.request');
    expect(requests.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(
      (2 * 43.8 + 8.76 - 2) * 0.03,
      DIGITS,
    );
  });

  test('prod with a pipeline from CodeCommit', async () => {
    const plain = billOf(await prod());
    const result = billOf(await prod({ pipeline: { source: { kind: 'codecommit' } } }));

    // 20 builds a month: 1 minute of source, 4 of build; two users.
    const pipeline = 20 * 5 * 0.002 + 20 * 4 * 0.0034 + 2 * 1.0;
    const cache = (200 / 1024) * 0.1;
    expect(result.total.usd).toBeCloseTo(plain.total.usd + cache, DIGITS);
    expect(result.total.usdWithoutAllowances - plain.total.usdWithoutAllowances).toBeCloseTo(
      pipeline + cache,
      DIGITS,
    );
  });
});

describe('the default environment', () => {
  test.each([
    ['as it is', {}],
    ['with a pipeline', { pipeline: { source: { kind: 'codecommit' } } }],
  ])('%s costs next to nothing while nothing runs', async (_, over) => {
    const { fixed, total } = billOf(await prod(over));

    expect(fixed.usd).toBeLessThanOrEqual(0.5);
    expect(fixed.usdWithoutAllowances).toBeLessThanOrEqual(3);
    expect(total.usd).toBeLessThanOrEqual(0.5);
    expect(total.usdWithoutAllowances).toBeLessThanOrEqual(3);
  });

  test('has the network of the reference design beside it', async () => {
    expect(billOf(await prod()).referenceNetworkUsd).toBeCloseTo(26.28, DIGITS);
    expect(billOf(environment({ region: 'us-east-1' })).referenceNetworkUsd).toBeCloseTo(
      21.9,
      DIGITS,
    );
  });
});

describe('the bill', () => {
  const key = 'arn:aws:kms:eu-central-1:123456789012:key/0d1f';
  const parameter = 'arn:aws:ssm:eu-central-1:123456789012:parameter/key';

  test.each(['job:', 'input kept', 'output kept', 'images', 'IPv4'])(
    'has lines of "%s", unless the cases below take them away',
    (text) => {
      expect(without(billOf(environment({ jobs: { job: DAILY } })), text)).toBeGreaterThan(0);
    },
  );

  test.each<[string, object, string, number]>([
    ['images of a registry of its own', { image: { from: 'test' } }, 'images', (800 / 1024) * 0.1],
    ['no run of a paused job', { jobs: { job: { ...DAILY, paused: true } } }, 'job:', 0],
    ['no run without a schedule', { jobs: { job: IO } }, 'job:', 0],
    ['at least a minute of a run', { jobs: { job: DAILY } }, 'IPv4', ((365 / 12) * 0.005) / 60],
    ['one key once', { data: { input: { kmsKey: key }, output: { kmsKey: key } } }, 'KMS', 1],
    [
      'no storage of a bucket that is there already',
      { data: { input: { bucket: 'abc' } }, jobs: { job: DAILY } },
      'input kept',
      0,
    ],
    [
      'no storage of a bucket elsewhere',
      { jobs: { job: { ...DAILY, input: 's3://abc/x/' } } },
      'input kept',
      0,
    ],
    [
      'no request for the key of a bucket that no job reads',
      {
        data: { input: { kmsKey: key } },
        jobs: { job: { ...DAILY, input: 's3://abc/x/' } },
      },
      'decrypted',
      0,
    ],
    ['no images of another registry', { image: { from: 'dev' } }, 'images', 0],
    [
      'no parameter, which is free',
      { jobs: { job: { ...DAILY, secrets: { A: parameter } } } },
      'secret',
      0,
    ],
    [
      'an endpoint for parameters',
      {
        network: { mode: 'endpoints', availabilityZones: 1 },
        jobs: { job: { ...DAILY, secrets: { A: parameter } } },
      },
      'endpoint ssm',
      730 * 0.012,
    ],
    [
      'no address in a network of your own',
      { network: { mode: 'existing' }, jobs: { job: DAILY } },
      'IPv4',
      0,
    ],
    [
      'an address there if one is asked for',
      { network: { mode: 'existing', assignPublicIp: true }, jobs: { job: DAILY } },
      'IPv4',
      ((365 / 12) * 0.005) / 60,
    ],
    [
      'no alarm on a missed run of a job without a schedule',
      { monitoring: { missedRunAlarm: true }, jobs: { job: IO, other: DAILY } },
      'missed',
      0.1,
    ],
  ])('has %s', (_, settings, text, usd) => {
    const result = bill(environment(settings), SHIPPED_PRICES, {
      now: NOW,
      assume: { runMinutes: 0.2 },
    });

    expect(without(result, text)).toBeCloseTo(usd, DIGITS);
  });

  test('draws on each allowance once, whoever uses it', () => {
    const jobs = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, DAILY]),
    );
    const monitoring = { deadLetterAlarm: true, missedRunAlarm: true };
    const { lines } = billOf(environment({ monitoring, jobs }));
    const alarms = lines.filter(({ item }) => item === 'cloudwatch.alarm');

    // 14 alarms, 10 of them free.
    expect(alarms.map(({ free }) => free)).toEqual([7, 3]);
    expect(alarms.map(({ usd }) => usd)).toEqual([0, expect.closeTo(0.4, DIGITS)]);
  });

  test('takes means of measured runs, and says so', () => {
    const run = (seconds: number, objects: number): MeasuredRun => ({
      seconds,
      objects: { listed: objects, done: objects, failed: 0 },
      outputs: { created: 1, unchanged: 0 },
      bytes: { read: 1024 ** 2, written: 0 },
    });
    const measured = new Map([['job', [run(100, 1), run(7000, 9), run(130, 2)]]]);
    const of = environment({ jobs: { job: DAILY, other: DAILY } });
    const result = bill(of, SHIPPED_PRICES, { now: NOW, measured });

    // 7,230 seconds in three containers and 20 before each; 10 minutes of the other.
    const hourly = 0.25 * 0.03725 + 0.5 * 0.00409;
    expect(without(result, 'job: Fargate')).toBeCloseTo(
      (365 / 12) * (2430 / 3600) * hourly,
      DIGITS,
    );
    expect(without(result, 'other: Fargate')).toBeCloseTo((365 / 12) * (1 / 6) * hourly, DIGITS);
    expect(result.assumptions).toContainEqual({
      what: 'job: time of a run in each container, image pull included, mean of 3 measured',
      value: 40.5,
      unit: 'min',
    });
    expect(without(result, 'objects read')).toBeCloseTo(
      (((365 / 12) * 14) / 1000) * 0.00043,
      DIGITS,
    );
    // What somebody asks about goes before.
    const asked = bill(of, SHIPPED_PRICES, { now: NOW, measured, assume: { runMinutes: 5 } });
    expect(without(asked, 'job: Fargate')).toBeCloseTo((365 / 12) * (1 / 12) * hourly, DIGITS);
  });

  const FOREIGN = ', and from buckets and registries in other regions';
  test.each<[string, object, boolean]>([
    ['its own bucket and registry', {}, false],
    ['its own registry by name', { image: { from: 'test' } }, false],
    ['another bucket', { jobs: { job: { ...DAILY, input: 's3://abc/x/' } } }, true],
    ['the registry of another environment', { image: { from: 'dev' } }, true],
  ])('with %s says what transfer it leaves out', (_, settings, foreign) => {
    const { assumptions } = billOf(environment({ jobs: { job: DAILY }, ...settings }));
    const [transfer] = assumptions.filter(({ what }) => what.includes('transfer'));

    expect(transfer?.what).toBe(
      `left out, since unknown: transfer to the internet${foreign ? FOREIGN : ''}`,
    );
  });

  test.each([
    ['nat', true],
    ['public', false],
  ])('of mode %s says whether it counts on the gateway endpoint: %s', (mode, stated) => {
    const { assumptions } = billOf(environment({ network: { mode } }));

    expect(assumptions.some(({ what }) => what.includes('gateway endpoint of S3'))).toBe(stated);
  });

  test('says where each line comes from', async () => {
    const { environments } = await load({ dir: 'environments', later: 'accept', now: NOW });
    const loaded = environments.get('prod');
    const paths = loaded ? billOf(loaded.environment).lines.map(({ path }) => path) : [];

    expect(paths).toContainEqual(['jobs', 'flight-delays']);
    expect(paths).toContainEqual(['data', 'input']);
  });

  test('refuses a region without prices', () => {
    expect(() => billOf(environment({ region: 'eu-west-9' }))).toThrow(
      'there are no prices of eu-west-9: there are those of eu-central-1, us-east-1; add others by --prices FILE',
    );
  });
});

describe('any environment', () => {
  const SIZES = [
    [256, 512],
    [256, 1024],
    [512, 4096],
    [1024, 2048],
    [4096, 30720],
    [16384, 122880],
  ] as const;
  const job = fc
    .record({
      size: fc.constantFrom(...SIZES),
      schedule: fc.constantFrom('none', 'rate(5 minutes)', 'cron(15 3 * * ? *)', 'rate(9 days)'),
      architecture: fc.constantFrom('arm64', 'x86_64'),
      spot: fc.boolean(),
      paused: fc.boolean(),
      shards: fc.integer({ min: 1, max: 200 }),
      ephemeralStorageGiB: fc.integer({ min: 20, max: 200 }),
      secrets: fc.constantFrom({}, { K: 'arn:aws:secretsmanager:r:1:secret:a-AbCdEf' }),
    })
    .map(({ size: [cpu, memory], ...rest }) => ({ ...IO, cpu, memory, ...rest }));
  const anyEnvironment = fc
    .record({
      region: fc.constantFrom('us-east-1', 'eu-central-1'),
      network: fc.record({
        mode: fc.constantFrom('public', 'endpoints', 'nat', 'existing'),
        availabilityZones: fc.integer({ min: 1, max: 3 }),
        assignPublicIp: fc.boolean(),
      }),
      pipeline: fc.constantFrom(undefined, { source: { kind: 'codecommit' } }),
      monitoring: fc.record({ deadLetterAlarm: fc.boolean(), missedRunAlarm: fc.boolean() }),
      jobs: fc.dictionary(fc.constantFrom('a', 'b', 'c'), job, { minKeys: 1 }),
    })
    .map(environment);
  const runMinutes = fc.double({ min: 0.01, max: 600, noNaN: true });

  test('has lines of zero or more, that add up, and that no allowance makes dearer', () => {
    const free = regionPrices(SHIPPED_PRICES, 'us-east-1').allowances;
    fc.assert(
      fc.property(anyEnvironment, runMinutes, (of, minutes) => {
        const { lines, total, fixed } = bill(of, SHIPPED_PRICES, {
          now: NOW,
          assume: { runMinutes: minutes },
        });
        for (const line of lines) {
          expect(line.quantity).toBeGreaterThan(0);
          expect(line.free).toBeGreaterThanOrEqual(0);
          expect(line.usd).toBeGreaterThanOrEqual(0);
          expect(line.usd).toBeLessThanOrEqual(line.usdWithoutAllowances);
        }
        const alarms = lines.filter(({ item }) => item === 'cloudwatch.alarm');
        expect(alarms.reduce((sum, line) => sum + line.free, 0)).toBeLessThanOrEqual(free.alarms);
        const sum = lines.reduce((whole, { usd }) => whole + usd, 0);
        expect(total.usd).toBeCloseTo(sum, 9);
        expect(fixed.usd).toBeLessThanOrEqual(total.usd);
      }),
      { seed: 1 },
    );
  });

  test('costs the fixed part and an equal share for each run', () => {
    fc.assert(
      fc.property(anyEnvironment, fc.integer({ min: 1, max: 10_000 }), (of, runs) => {
        const withRuns = (count: number): number => {
          const runsPerMonth = new Map(of.jobs.map(({ name }) => [name, count]));
          return bill(of, SHIPPED_PRICES, { now: NOW, runsPerMonth }).total.usdWithoutAllowances;
        };
        const still = withRuns(0);
        const each = withRuns(1) - still;
        expect(withRuns(runs) / (still + runs * each)).toBeCloseTo(1, 6);
        expect(each).toBeGreaterThan(0);
      }),
      { seed: 2 },
    );
  });

  test('is no cheaper with more of anything', () => {
    const usd = (of: Environment) => billOf(of).total.usd;
    fc.assert(
      fc.property(anyEnvironment, (of) => {
        const more = (change: Partial<Environment['jobs'][number]>): Environment => ({
          ...of,
          jobs: of.jobs.map((one) => ({ ...one, ...change })),
        });
        expect(usd(more({ memory: 249_856 }))).toBeGreaterThanOrEqual(usd(of));
        expect(usd(more({ cpu: 32_768 }))).toBeGreaterThanOrEqual(usd(of));
        expect(usd(more({ shards: 10_000 }))).toBeGreaterThanOrEqual(usd(of));
        expect(usd(more({ ephemeralStorageGiB: 200 }))).toBeGreaterThanOrEqual(usd(of));
        expect(usd(more({ spot: true }))).toBeLessThanOrEqual(usd(more({ spot: false })));
      }),
      { seed: 3 },
    );
  });
});
