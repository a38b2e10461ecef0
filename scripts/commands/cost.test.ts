import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { regionPrices, SHIPPED_PRICES } from '../../environments/model/prices.ts';
import { pathsFrom } from '../paths.ts';
import { type CostOptions, costCommand } from './cost.ts';

const NOW = new Date('2026-11-23T00:00:00Z');

const JOB = `
    schedule: cron(15 3 * * ? *)
    input: incoming/
    output: delays/
`;
const FILES = {
  'defaults.yaml': `project: nightshift\naccount: "123456789012"\nregion: eu-central-1\nowner: o\njobs:\n  flight-delays:${JOB}`,
  'prod.yaml': '',
  'big.yaml': `region: us-east-1\njobs:\n  flight-delays: { cpu: 1024, memory: 2048, spot: true, retries: 2 }\n`,
  'afar.yaml': 'region: eu-west-3\n',
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cost-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the command prints and notes. */
async function cost(options: Partial<CostOptions>) {
  const printed: string[] = [];
  const noted: string[] = [];
  const terminal = {
    live: false,
    print: (line: string) => void printed.push(line),
    note: (line: string) => void noted.push(line),
    status: () => undefined,
  };
  const paths = { ...pathsFrom({}, process.cwd()), environments: folder };
  await costCommand({ paths, env: {}, terminal }, { environments: ['prod'], now: NOW, ...options });
  return { text: printed.join('\n'), noted };
}

/** A price file in the folder. */
function priceFile(content: object): string {
  const file = join(folder, 'prices.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('cost', () => {
  test('shows each line with quantity, price and origin, the sums, and what is assumed', async () => {
    const { text, noted } = await cost({});

    expect(text).toMatch(/^prod in eu-central-1: .* prices of 2026-11-23\n/);
    expect(text).toMatch(
      /flight-delays: Fargate vCPU, arm64 +1\.267 +vCPU-hour +0\.03725 +0\.0472 +0\.0472 +run +jobs\.flight-delays\n/,
    );
    expect(text).toMatch(/ USD +USD after free +per +from\n/);
    // A start costs 0.00003 at most, and nothing within the allowance.
    expect(text).toMatch(/starts by the schedule +0\.00003042 +million +~1 +<0\.0001 +0\.0000 /);
    expect(text).toMatch(/\ntotal {2}\$0\.\d\d a month; \$0\.\d\d without free allowances\n/);
    expect(text).toMatch(/\nfixed {2}\$0\.08 /);
    expect(text).toContain('is $26.28 a month');
    expect(text).toContain('flight-delays: runs by cron(15 3 * * ? *): 30.42 a month');
    expect(text).toContain('image pull included: 10 min');
    expect(noted).toEqual([]);
  });

  test('prices several environments, as JSON whose lines add up', async () => {
    const { text } = await cost({ environments: ['prod', 'big'], json: true });
    const bills = JSON.parse(text) as {
      environment: string;
      total: { usd: number };
      lines: { usd: number; path: unknown }[];
    }[];

    expect(bills.map(({ environment }) => environment)).toEqual(['prod', 'big']);
    for (const { lines, total } of bills) {
      expect(lines.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(total.usd, 9);
      expect(lines.length).toBeGreaterThan(5);
    }
    expect(bills[0]?.lines[0]?.path).toEqual(['jobs', 'flight-delays']);
  });

  test('prices what is not built yet, and says that it is not', async () => {
    const { text, noted } = await cost({ environments: ['big'] });

    expect(text).toMatch(/flight-delays: Fargate Spot vCPU, arm64 .* ~0\.01031 /);
    expect(noted).toEqual([expect.stringMatching(/big\.yaml:3:66: .*retries is not built yet: /)]);
  });

  test('takes another run time', async () => {
    const { text } = await cost({ runMinutes: '20' });

    expect(text).toMatch(/Fargate vCPU, arm64 +2\.535 /);
    expect(text).toContain('image pull included: 20 min');
  });

  test('says plainly which other design is cheaper, and what it lacks', async () => {
    const { text } = await cost({ compare: true });

    const lacks =
      "runs over 15 minutes, images without Lambda's interface, Spot, over 512 MiB of /tmp for nothing";
    expect(text).toContain(
      `cheaper by $0.08 a month: Lambda with its free allowance\n  it lacks ${lacks}\n`,
    );
    expect(text).toContain(`  Lambda without free allowance: ${lacks}\n`);
    expect(text).toContain(
      'assumed of the others:\n  CPU that a job uses on a VM, of what it asks for: 100 %',
    );
    expect(text).toMatch(
      /Lambda without free allowance, 512 MiB +0\.122 +\+0\.039 +dearer above 0\.6811 min +yes/,
    );
    expect(text).toMatch(/always-on VM, t4g\.micro +13\.324 .* always dearer/);
    expect(text).toMatch(/VM booted for each run, t4g\.micro +0\.113 +\+0\.030 +always dearer/);
    expect(text).toMatch(/this design in the reference network +26\.338 .* always dearer/);
    const long = await cost({ compare: true, runMinutes: '16' });
    expect(long.text).toContain('no: flight-delays runs longer than 15 minutes');
    expect(long.text).toContain('no other design that fits is cheaper');
  });

  test('warns of old prices', async () => {
    const { noted } = await cost({ now: new Date('2027-09-01T00:00:00Z') });

    expect(noted).toEqual([expect.stringMatching(/^prices of 2026-11-23 are 282 days old: /)]);
  });

  test('takes prices of a file', async () => {
    const { items } = regionPrices(SHIPPED_PRICES, 'eu-central-1');
    const all = Object.entries(items).map(([item, { unit, source, usd }]) => [
      item,
      { unit, source, usd: { 'eu-west-3': usd * 2 } },
    ]);
    const prices = priceFile({ date: '2026-11-20', items: Object.fromEntries(all) });
    const { text } = await cost({ environments: ['afar'], prices });

    expect(text).toMatch(/^afar in eu-west-3: .* prices of 2026-11-20\n/);
    expect(text).toMatch(/Fargate vCPU, arm64 +1\.267 +vCPU-hour +0\.0745 /);
  });

  test.each<[string, Partial<CostOptions>, string]>([
    ['an environment that is not there', { environments: ['prd'] }, 'did you mean "prod"?'],
    [
      'a region without prices',
      { environments: ['afar'] },
      'afar.yaml:1:9: there are no prices of eu-west-3: there are those of eu-central-1, us-east-1; add others by --prices FILE',
    ],
    [
      'no run time',
      { runMinutes: 'ten' },
      '--run-minutes ten is no run time: give minutes above 0',
    ],
    ['a run time of nothing', { runMinutes: '0' }, '--run-minutes 0 is no run time'],
    [
      'a price file that is not there',
      { prices: 'no.json' },
      'the file no.json of --prices cannot be read (ENOENT): name one that is there',
    ],
    [
      'a bad price file',
      { prices: 'package.json' },
      'package.json: date must be the day the prices were read, such as 2026-11-23: ',
    ],
  ])('refuses %s', async (_, options, message) => {
    const error: unknown = await cost(options).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(message) });
  });
});
