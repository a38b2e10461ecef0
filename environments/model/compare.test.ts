import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Alternative, type Comparison, compare } from './compare.ts';
import { SHIPPED_PRICES } from './prices.ts';
import { complete, type Environment, environmentSchema } from './schema.ts';

const NOW = new Date('2026-11-23T00:00:00Z');
const DAILY = { input: 'incoming/', output: 'outgoing/', schedule: 'cron(15 3 * * ? *)' };

function environment(jobs: object, over: object = {}): Environment {
  const base = { project: 'p', account: '123456789012', region: 'eu-central-1', owner: 'o' };
  return complete('test', environmentSchema.parse({ ...base, ...over, jobs }));
}

function compared(of: Environment, runMinutes?: number): Comparison {
  const assume = runMinutes === undefined ? {} : { runMinutes };
  const [first] = compare(of, SHIPPED_PRICES, { now: NOW, assume });
  if (!first) throw new Error('nothing was compared');
  return first;
}

/** The alternative whose name begins so. */
function other({ alternatives }: Comparison, name: string): Alternative {
  const found = alternatives.find(({ design }) => design.startsWith(name));
  if (!found) throw new Error(`there is no design ${name}`);
  return found;
}

const LAMBDA = 'Lambda without';
const FREE_LAMBDA = 'Lambda with its';
const STANDING = 'always-on VM';
const BOOTED = 'VM booted';

describe('the same job, a quarter vCPU and 512 MiB for 10 minutes a day in eu-central-1,', () => {
  const runs = 365 / 12;
  const hours = (runs * 10) / 60;
  const hourly = 0.25 * 0.03725 + 0.5 * 0.00409 + 0.005;
  const result = compared(environment({ job: DAILY }));

  test('costs what its bill says', () => {
    expect(result.usd).toBeCloseTo(hours * hourly, 7);
    expect(result.runMinutes).toBe(10);
  });

  test('on Lambda costs more than here above 41 seconds, and nothing within the allowance', () => {
    const lambda = other(result, LAMBDA);
    const second = 0.5 * 0.0000133334;

    expect(lambda.usd).toBeCloseTo(runs * (600 * second + 0.0000002), 7);
    expect(lambda.breakEven?.beyond).toBe('dearer');
    // Below a minute ours costs a minute.
    expect(lambda.breakEven?.minutes).toBeCloseTo((hourly / 60 - 0.0000002) / second / 60, 4);
    // 30.4 runs of 600 s and half a GB: far below 400,000 GB-s.
    const free = other(result, FREE_LAMBDA);
    expect(free).toMatchObject({ usd: 0, breakEven: undefined, obstacle: undefined });
    expect(free.differenceUsd).toBeCloseTo(-hours * hourly, 7);
  });

  test('on a machine that is always on costs more, however long it runs', () => {
    const machine = other(result, STANDING);

    expect(machine.size).toBe('t4g.micro');
    // 10 minutes a day are within the credits of the day.
    expect(machine.usd).toBeCloseTo(730 * (0.0096 + 0.005) + 28 * 0.0952, 7);
    expect(machine.breakEven).toBeUndefined();
  });

  test('on a machine booted for it pays for the boot, the disk and CPU above the baseline', () => {
    const machine = other(result, BOOTED);
    const hour = 0.0096 + 0.005 + (28 * 0.0952) / 730 + (0.25 - 0.2) * 0.04;

    expect(machine.usd).toBeCloseTo(((runs * 11) / 60) * hour, 7);
    expect(hour).toBeGreaterThan(hourly);
    expect(machine.breakEven).toBeUndefined();
  });

  test('in other networks costs these besides', () => {
    const withoutAddress = hours * (hourly - 0.005);
    const gateway = 730 * (0.052 + 0.005) + (runs / 1024) * 0.052;
    const logs = (runs / 1024) * 0.01;

    expect(other(result, 'this design with a NAT').usd).toBeCloseTo(withoutAddress + gateway, 7);
    expect(other(result, 'this design with interface').usd).toBeCloseTo(
      withoutAddress + 52.56 + logs,
      7,
    );
    expect(other(result, 'this design in the reference').usd).toBeCloseTo(
      withoutAddress + 26.28 + logs,
      7,
    );
  });
});

describe('a machine of 365 / 12 runs a month', () => {
  const runs = 365 / 12;

  // Machine, address, disk of 28 GB, and vCPU above the baseline; a minute of boot.
  test.each<[object, string, number]>([
    [{ cpu: 256, memory: 512 }, 't4g.micro', 0.0096 + (0.25 - 0.2) * 0.04],
    [{ cpu: 256, memory: 1024 }, 't4g.small', 0.0192],
    [{ cpu: 1024, memory: 2048 }, 't4g.medium', 0.0384 + (1 - 0.4) * 0.04],
    [{ cpu: 2048, memory: 4096 }, 't4g.large', 0.0768 + (2 - 0.6) * 0.04],
    [{ cpu: 4096, memory: 8192 }, 't4g.xlarge', 0.1536 + (4 - 1.6) * 0.04],
    [{ cpu: 8192, memory: 16_384 }, 't4g.2xlarge', 0.3072 + (8 - 3.2) * 0.04],
  ])('booted for %j of an hour is a %s and has no credits', (job, size, hour) => {
    const booted = other(compared(environment({ job: { ...DAILY, ...job } }), 60), BOOTED);

    expect(booted.size).toBe(size);
    expect(booted.usd).toBeCloseTo(((runs * 61) / 60) * (hour + 0.005 + (28 * 0.0952) / 730), 7);
  });

  // A t4g.large and its disk; 0.6 vCPU are covered for 24 hours a day.
  const month = 730 * (0.0768 + 0.005) + 28 * 0.0952;
  const two = { cpu: 2048, memory: 4096 };
  // Every second day is 182 times a year.
  test.each<[string, number, object, number]>([
    ['within the credits of a day', 7 * 60, {}, 0],
    ['above them', 8 * 60, {}, runs * (2 * 8 - 0.6 * 24)],
    ['in shards, one after the other', 2 * 60, { shards: 5 }, runs * (2 * 10 - 0.6 * 24)],
    ['on one day of two', 8 * 60, { schedule: 'rate(2 days)' }, (182 / 12) * (2 * 8 - 0.6 * 24)],
    [
      'for more than a day',
      30 * 60,
      { schedule: 'rate(2 days)' },
      (182 / 12) * (2 * 30 - 0.6 * 30),
    ],
    ['many times a day', 20, { schedule: 'rate(1 hour)' }, 730 * (2 / 3) - 0.6 * 730],
  ])('always on that works %s pays for what is above', (_, minutes, more, vcpuHours) => {
    const of = environment({ job: { ...DAILY, ...two, ...more } });

    expect(other(compared(of, minutes), STANDING).usd).toBeCloseTo(
      month + Math.max(0, vcpuHours) * 0.04,
      6,
    );
  });

  test('always on has one day of credits for all its jobs', () => {
    const of = environment({ a: { ...DAILY, ...two }, b: { ...DAILY, ...two } });
    const all = compare(of, SHIPPED_PRICES, { now: NOW, assume: { runMinutes: 300 } }).at(-1);

    expect(all && other(all, STANDING).usd).toBeCloseTo(
      month + runs * (2 * 10 - 0.6 * 24) * 0.04,
      7,
    );
  });

  test('always on costs less than a NAT gateway and long runs', () => {
    const of = environment({ job: { ...DAILY, ...two } }, { network: { mode: 'nat' } });
    const { breakEven } = other(compared(of), STANDING);

    const gateway = 730 * (0.052 + 0.005) + (runs / 1024) * 0.052;
    const hourly = 2 * 0.03725 + 4 * 0.00409;
    // Month and surplus against gateway and hours, where they cross.
    const hours = (month - 0.6 * 730 * 0.04 - gateway) / (hourly - 2 * 0.04);
    expect(breakEven?.beyond).toBe('cheaper');
    expect(breakEven?.minutes).toBeCloseTo((hours * 60) / runs, 4);
  });

  test('booted for long runs costs more than a NAT gateway', () => {
    const job = { ...DAILY, cpu: 8192, memory: 16_384 };
    const of = environment({ job }, { network: { mode: 'nat' } });
    const { breakEven } = other(compared(of), BOOTED);

    const gateway = 730 * (0.052 + 0.005) + (runs / 1024) * 0.052;
    const hourly = 8 * 0.03725 + 16 * 0.00409;
    const hour = 0.3072 + 0.005 + (28 * 0.0952) / 730 + (8 - 3.2) * 0.04;
    expect(breakEven?.beyond).toBe('dearer');
    expect(breakEven?.minutes).toBeCloseTo(
      ((gateway - (runs / 60) * hour) / (hour - hourly) / runs) * 60,
      4,
    );
  });
});

describe('another design', () => {
  test.each<[string, object, number, string]>([
    [LAMBDA, {}, 16, 'job runs longer than 15 minutes'],
    [LAMBDA, { cpu: 4096, memory: 16_384 }, 10, 'job needs more than 10,240 MiB'],
    [LAMBDA, { cpu: 8192, memory: 10_240 }, 10, 'job needs more vCPU than 10,240 MiB bring'],
    [
      LAMBDA,
      { shards: 1001 },
      10,
      'job has more shards than the 1,000 calls that run at once by default',
    ],
    [LAMBDA, { ephemeralStorageGiB: 21 }, 10, 'job asks for more than 10 GiB of /tmp'],
    [STANDING, { architecture: 'x86_64' }, 10, 'job is built for x86_64, a t4g is ARM'],
    [
      STANDING,
      { cpu: 16_384, memory: 32_768 },
      10,
      'job needs more vCPU or memory than a t4g.2xlarge has',
    ],
    [STANDING, { shards: 200 }, 10, 'one machine would need more hours than a month has'],
    [
      BOOTED,
      { cpu: 1024, memory: 32_768 },
      10,
      'job needs more vCPU or memory than a t4g.2xlarge has',
    ],
  ])('%s with %j does not fit at %i minutes, and says why', (design, job, minutes, obstacle) => {
    const found = other(compared(environment({ job: { ...DAILY, ...job } }), minutes), design);

    expect(found.obstacle).toBe(obstacle);
  });

  test.each<[object, string]>([
    [{ cpu: 256, memory: 512 }, 't4g.micro'],
    // The system needs some of it.
    [{ cpu: 256, memory: 1024 }, 't4g.small'],
    [{ cpu: 2048, memory: 7000 }, 't4g.large'],
    [{ cpu: 4096, memory: 8192 }, 't4g.xlarge'],
    [{ cpu: 8192, memory: 16_384 }, 't4g.2xlarge'],
  ])('is the smallest machine that holds %j', (job, size) => {
    const found = compared(environment({ job: { ...DAILY, ...job } }));

    expect(other(found, STANDING).size).toBe(size);
    expect(other(found, BOOTED).size).toBe(size);
  });

  test('doubles in price with each size of machine, and has a disk for scratch space', () => {
    const job = { ...DAILY, cpu: 8192, memory: 16_384, ephemeralStorageGiB: 50 };

    expect(other(compared(environment({ job })), STANDING).usd).toBeCloseTo(
      730 * (0.2688 + 0.005) - 730 * (0.2688 - 32 * 0.0096) + 58 * 0.0952,
      7,
    );
  });

  test('is a function with memory enough for the CPU', () => {
    const job = { ...DAILY, cpu: 2048, memory: 2048, architecture: 'x86_64', shards: 3 };
    const lambda = other(compared(environment({ job })), LAMBDA);

    expect(lambda.size).toBe('3538 MiB');
    expect(lambda.usd).toBeCloseTo(
      ((3 * 365) / 12) * (600 * (3538 / 1024) * 0.0000166667 + 0.0000002),
      7,
    );
  });

  test('is compared for each job alone, and for all together', () => {
    const of = environment(
      { a: DAILY, b: { ...DAILY, memory: 2048 } },
      { network: { mode: 'nat' } },
    );
    const [a, b, all] = compare(of, SHIPPED_PRICES, { now: NOW });

    expect([a?.job, b?.job, all?.job]).toEqual(['a', 'b', undefined]);
    const gateway = 730 * (0.052 + 0.005);
    expect(all?.usd).toBeCloseTo((a?.usd ?? 0) + (b?.usd ?? 0) - gateway, 7);
    // One machine takes both.
    expect(all && other(all, STANDING).usd).toBe(b && other(b, STANDING).usd);
    expect(all && other(all, STANDING).breakEven).toBeUndefined();
    expect(all && other(all, 'this design with a NAT').differenceUsd).toBe(0);
  });

  test('has one free allowance for all jobs', () => {
    // Each takes 30.4 runs of 900 s and 10 GB: 273,750 GB-s.
    const big = { ...DAILY, memory: 10_240, cpu: 2048 };
    const of = environment({ a: big, b: big });
    const all = compare(of, SHIPPED_PRICES, { now: NOW, assume: { runMinutes: 15 } }).at(-1);

    expect(all && other(all, FREE_LAMBDA).usd).toBeCloseTo(
      (2 * 273_750 - 400_000) * 0.0000133334,
      7,
    );
  });

  test('that can not do the work has no break-even', () => {
    const x86 = compared(environment({ job: { ...DAILY, architecture: 'x86_64' } }));

    expect(other(x86, STANDING)).toMatchObject({ usd: expect.any(Number), breakEven: undefined });
  });

  test('has no break-even with a job that never runs', () => {
    const { usd, alternatives } = compared(environment({ job: { ...DAILY, paused: true } }));

    expect(usd).toBe(0);
    expect(alternatives.map(({ breakEven }) => breakEven)).toEqual(
      alternatives.map(() => undefined),
    );
    expect(
      other(compared(environment({ job: { ...DAILY, paused: true } })), STANDING).usd,
    ).toBeGreaterThan(11);
  });
});

describe('the break-even', () => {
  const job = fc
    .record({
      size: fc.constantFrom([256, 512], [256, 2048], [1024, 8192], [4096, 8192], [8192, 61_440]),
      schedule: fc.constantFrom('cron(15 3 * * ? *)', 'rate(1 hour)', 'rate(7 days)'),
      architecture: fc.constantFrom('arm64', 'x86_64'),
      spot: fc.boolean(),
      shards: fc.constantFrom(1, 8),
      ephemeralStorageGiB: fc.constantFrom(20, 60),
    })
    .map(({ size: [cpu, memory], ...rest }) => ({ ...DAILY, ...rest, cpu, memory }));
  const network = fc.record({ mode: fc.constantFrom('public', 'nat', 'endpoints', 'existing') });

  /** What another design costs more than ours at a run time. */
  const difference = (of: Environment, design: string, minutes: number): number =>
    other(compared(of, minutes), design).differenceUsd ?? Number.NaN;

  test('is where the costs cross', () => {
    let crossings = 0;
    fc.assert(
      fc.property(job, network, (one, mode) => {
        const of = environment({ job: one }, { network: mode });
        for (const { design, breakEven } of compared(of).alternatives) {
          if (!breakEven) continue;
          crossings += 1;
          const { minutes, beyond } = breakEven;
          const sign = beyond === 'cheaper' ? -1 : 1;
          expect(difference(of, design, minutes)).toBeCloseTo(0, 6);
          expect(sign * difference(of, design, minutes * 1.01)).toBeGreaterThan(0);
          expect(sign * difference(of, design, minutes * 0.99)).toBeLessThan(0);
        }
      }),
      { seed: 4, numRuns: 25 },
    );
    expect(crossings).toBeGreaterThan(10);
  });

  test('is missing where one design stays the cheaper', () => {
    fc.assert(
      fc.property(job, network, (one, mode) => {
        const of = environment({ job: one }, { network: mode });
        for (const { design, breakEven, obstacle } of compared(of).alternatives) {
          if (breakEven || obstacle) continue;
          // All within Lambda's limit, an hour, and above the minute that is billed at least.
          const signs = [1.5, 4, 9, 14.9].map((minutes) =>
            Math.sign(difference(of, design, minutes)),
          );
          expect(new Set(signs).size).toBe(1);
        }
      }),
      { seed: 5, numRuns: 25 },
    );
  });
});
