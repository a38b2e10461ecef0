import { describe, expect, test } from '@jest/globals';
import { withPrices } from './price-file.ts';
import { type Item, priceGap, priceWarning, regionPrices, SHIPPED_PRICES } from './prices.ts';

const DATE = '2026-11-23';

/** The rows that were looked up by hand: item, us-east-1, eu-central-1, and where it is about. */
const ROWS: readonly [Item, number, number, string][] = [
  ['fargate.vcpu.x86_64', 0.04048, 0.04656, ''],
  ['fargate.memory.x86_64', 0.004445, 0.00511, ''],
  ['fargate.vcpu.arm64', 0.03238, 0.03725, ''],
  ['fargate.memory.arm64', 0.00356, 0.00409, ''],
  ['fargate-spot.vcpu.x86_64', 0.01289, 0.014, 'both'],
  ['fargate-spot.memory.x86_64', 0.001415, 0.00154, 'both'],
  ['fargate-spot.vcpu.arm64', 0.01031, 0.0112, 'both'],
  ['fargate-spot.memory.arm64', 0.001133, 0.0012, 'both'],
  ['fargate.storage', 0.000111, 0.000111, 'eu-central-1'],
  ['endpoint.hour', 0.01, 0.012, ''],
  ['endpoint.data', 0.01, 0.01, ''],
  ['nat.hour', 0.045, 0.052, ''],
  ['nat.data', 0.045, 0.052, ''],
  ['ipv4.hour', 0.005, 0.005, ''],
  ['s3.storage', 0.023, 0.0245, ''],
  ['s3.put', 0.005, 0.0054, ''],
  ['s3.get', 0.0004, 0.00043, ''],
  ['ecr.storage', 0.1, 0.1, ''],
  ['logs.ingested', 0.5, 0.63, ''],
  ['logs.stored', 0.03, 0.0324, ''],
  ['cloudwatch.alarm', 0.1, 0.1, ''],
  ['cloudwatch.metric', 0.3, 0.3, ''],
  ['cloudwatch.dashboard', 3, 3, ''],
  ['kms.key', 1, 1, ''],
  ['secretsmanager.secret', 0.4, 0.4, ''],
  ['codepipeline.minute', 0.002, 0.002, ''],
  ['codebuild.minute.x86_64', 0.005, 0.005, ''],
  ['codebuild.minute.arm64', 0.0034, 0.0034, ''],
  ['codecommit.user', 1, 1, ''],
  ['scheduler.start', 1, 1, 'eu-central-1'],
  ['lambda.gb-second.x86_64', 0.0000166667, 0.0000166667, ''],
  ['lambda.gb-second.arm64', 0.0000133334, 0.0000133334, ''],
  ['lambda.request', 0.2, 0.2, ''],
  ['ec2.t4g.micro', 0.0084, 0.0096, ''],
  ['ebs.gp3', 0.08, 0.0952, ''],
];

/** Rows beyond those: what a comparison or a busy job would else leave out. */
const ADDED: typeof ROWS = [
  ['ec2.t4g.surplus', 0.04, 0.04, ''],
  ['kms.request', 0.03, 0.03, ''],
  ['secretsmanager.request', 0.05, 0.05, ''],
];

describe('the shipped prices', () => {
  test('are a file of prices as anybody has to write it', () => {
    const [shipped] = SHIPPED_PRICES;
    expect(withPrices([], 'shipped.json', JSON.stringify(shipped)).problem).toBeUndefined();
  });

  test.each([...ROWS, ...ADDED])(
    'of %s are those that were looked up',
    (item, virginia, frankfurt, about) => {
      const [east, central] = ['us-east-1', 'eu-central-1'].map(
        (region) => regionPrices(SHIPPED_PRICES, region).items[item],
      );

      expect([east?.usd, central?.usd]).toEqual([virginia, frankfurt]);
      expect([east?.about, central?.about]).toEqual([about === 'both', about !== '']);
      expect(central?.source).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\//);
    },
  );

  test('are all in these tables, and so are the free allowances', () => {
    const { items, allowances, date } = regionPrices(SHIPPED_PRICES, 'eu-central-1');

    expect(Object.keys(items).sort()).toEqual([...ROWS, ...ADDED].map(([item]) => item).sort());
    expect(date).toBe(DATE);
    expect(allowances).toEqual({
      logs: 5,
      alarms: 10,
      codepipeline: 100,
      codebuild: 100,
      codecommit: 5,
      scheduler: 14,
      kms: 2,
      'lambda.gb-seconds': 400_000,
      'lambda.requests': 1,
    });
  });

  test.each([
    ['2026-11-23T00:00:00Z', undefined],
    ['2027-05-22T00:00:00Z', undefined],
    [
      '2027-05-23T00:00:00Z',
      'prices of 2026-11-23 are 181 days old: compare them with their sources, and give newer ones by --prices FILE',
    ],
  ])('have their age told on %s if they are old', (now, warning) => {
    expect(priceWarning(DATE, new Date(now))).toBe(warning);
  });
});

/** A row as a file gives it. */
const row = (usd: object, unit = 'hour') => ({ unit, source: 'https://example.com/', usd });
const given = (content: object, base = SHIPPED_PRICES) =>
  withPrices(base, 'my.json', JSON.stringify({ date: '2027-01-02', ...content }));

describe('prices of a file', () => {
  test('are laid over the shipped ones, row by row and region by region', () => {
    const { prices } = given({
      allowances: { logs: { free: 0, unit: 'GB', source: 'https://example.com/' } },
      items: { 'nat.hour': { ...row({ 'eu-central-1': 0.06 }), about: ['eu-central-1'] } },
    });
    if (!prices) throw new Error('refused');
    const { items, allowances, date } = regionPrices(prices, 'eu-central-1');

    expect(items['nat.hour']).toMatchObject({ usd: 0.06, date: '2027-01-02', about: true });
    expect(items['nat.data']).toMatchObject({ usd: 0.052, date: DATE, about: false });
    expect(regionPrices(prices, 'us-east-1').items['nat.hour'].usd).toBe(0.045);
    expect([allowances.logs, allowances.alarms]).toEqual([0, 10]);
    // The oldest row is what a reader has to know of.
    expect(date).toBe(DATE);
  });

  test('may add a region, and keep what is free there', () => {
    const { items } = regionPrices(SHIPPED_PRICES, 'us-east-1');
    const all = Object.entries(items).map(([item, { unit, usd }]) => [
      item,
      row({ 'eu-west-9': usd }, unit),
    ]);
    const { prices = [] } = given({ items: Object.fromEntries(all) });

    expect(priceGap(prices, 'eu-west-9')).toBeUndefined();
    expect(regionPrices(prices, 'eu-west-9').items['logs.ingested'].allowance).toBe('logs');
    expect(priceGap(prices, 'eu-west-8')).toBe(
      'there are no prices of eu-west-8: there are those of eu-central-1, eu-west-9, us-east-1; add others by --prices FILE',
    );
  });

  test('of half a region have what lacks named', () => {
    const { items } = regionPrices(SHIPPED_PRICES, 'us-east-1');
    const most = Object.entries(items)
      .filter(([item]) => !['nat.hour', 'ebs.gp3'].includes(item))
      .map(([item, { unit, usd }]) => [item, row({ 'eu-west-9': usd }, unit)]);
    const { prices = [] } = given({ items: Object.fromEntries(most) });

    expect(priceGap(prices, 'eu-west-9')).toBe(
      'the prices of eu-west-9 lack nat.hour, ebs.gp3: add them to the file of --prices',
    );
  });

  const HOW = 'write it as environments/model/prices/2026-11-23.json is written';
  test.each<[object, string]>([
    [{ date: 'today' }, `date must be the day the prices were read, such as 2026-11-23: ${HOW}`],
    [{ items: 3 }, `items must be a map of prices: ${HOW}`],
    [
      { items: { 'nat.hours': row({}) } },
      `unknown key "nat.hours" in items, did you mean "nat.hour"?: ${HOW}`,
    ],
    [{ colour: 'red' }, `unknown key "colour": ${HOW}`],
    [{ items: { 'nat.hour': row({ x: '3' }) } }, `items.nat.hour.usd.x must be a number: ${HOW}`],
    [{ items: { 'nat.hour': row({ x: -1 }) } }, `items.nat.hour.usd.x must be 0 or more: ${HOW}`],
    [
      { items: { 'nat.hour': { ...row({}), source: 'me' } } },
      `items.nat.hour.source must be the address of the page it was read on: ${HOW}`,
    ],
    [
      { items: { 'nat.hour': { ...row({}), colour: 1 } } },
      `unknown key "colour" in items.nat.hour: ${HOW}`,
    ],
    [
      { items: { 'nat.hour': row({}, 'day') } },
      'items.nat.hour is given per "day": give it per "hour"',
    ],
  ])('such as %j are refused in one line', (content, message) => {
    expect(given(content).problem).toBe(`my.json: ${message}`);
  });

  test('that are no JSON are refused in one line', () => {
    expect(withPrices(SHIPPED_PRICES, 'my.json', '{').problem).toMatch(
      /^my\.json: is no JSON \(.+\): write it as/,
    );
    expect(withPrices(SHIPPED_PRICES, 'my.json', '[]').problem).toMatch(/^my\.json: must be a map/);
  });
});
