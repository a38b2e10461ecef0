/** What AWS asks for: dated rows per region, shipped with the repository or given by a person. */
import * as z from 'zod';
import { near } from './hints.ts';
import shipped from './prices/2026-11-23.json' with { type: 'json' };
import { showPath } from './source.ts';

/** One thing that AWS has a price for. */
export type Item = keyof typeof shipped.items;

/** A free allowance that doesn't expire; several items may draw on one. */
type AllowanceName = keyof typeof shipped.allowances;

/** Stands in the place of a region where the price is the same in all. */
const EVERYWHERE = 'everywhere';

/** Prices move a few times a year; after this many days they want a look. */
const OLD_AFTER_DAYS = 180;

const DAY_MS = 86_400_000;

const ITEMS = Object.keys(shipped.items) as Item[];
const ALLOWANCES = Object.keys(shipped.allowances) as AllowanceName[];

/** JSON has no infinity, but it has -1. */
const amount = z.number({ error: 'must be a number' }).min(0, { error: 'must be 0 or more' });
const unit = z.string({ error: 'must be text' });
const source = z.url({ error: 'must be the address of the page it was read on' });

const allowance = z.strictObject(
  { free: amount, unit, source },
  { error: 'must be a map of free, unit and source' },
);

const row = z.strictObject(
  {
    unit,
    source,
    usd: z.record(z.string(), amount, { error: 'must be a map of regions' }),
    /** Regions whose price is inferred, or moves from day to day. */
    about: z.array(z.string(), { error: 'must be a list of regions' }).default([]),
    allowance: z.enum(ALLOWANCES).optional(),
  },
  { error: 'must be a map of unit, source and usd' },
);

const priceFileSchema = z.strictObject(
  {
    date: z.iso.date({ error: 'must be the day the prices were read, such as 2026-11-23' }),
    allowances: z
      .partialRecord(z.enum(ALLOWANCES), allowance, { error: 'must be a map of allowances' })
      .default({}),
    items: z.partialRecord(z.enum(ITEMS), row, { error: 'must be a map of prices' }).default({}),
  },
  { error: 'must be a map of date, items and allowances' },
);

/** One file of prices. */
type PriceFile = z.output<typeof priceFileSchema>;

/** Files laid over one another, row by row and region by region: the last that knows a price wins. */
export type Prices = readonly PriceFile[];

const SHIPPED = priceFileSchema.parse(shipped);

/** The prices of this repository. */
export const SHIPPED_PRICES: Prices = [SHIPPED];

/** Prices, or the sentence that says what is wrong with them. */
type PricesOrProblem =
  | { readonly prices: Prices; readonly problem?: never }
  | { readonly prices?: never; readonly problem: string };

/** Lays the text of a price file, as `--prices` names it, over others. */
export function withPrices(base: Prices, file: string, text: string): PricesOrProblem {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `${file}: is no JSON (${(error as Error).message}): ${REMEDY}` };
  }
  const { data, error } = priceFileSchema.safeParse(value);
  const [issue] = error?.issues ?? [];
  if (!data) return { problem: `${file}: ${issue ? describe(issue) : 'is wrong'}: ${REMEDY}` };
  // A price for 1,000 requests taken for a million's would be believed.
  for (const [key, given] of units(data)) {
    const expected = UNITS.get(key);
    if (given !== expected)
      return { problem: `${file}: ${key} is given per "${given}": give it per "${expected}"` };
  }
  return { prices: [...base, data] };
}

const UNITS = units(SHIPPED);

const REMEDY = 'write it as environments/model/prices/2026-11-23.json is written';

/** The unit of every row and allowance, by its place in the file. */
function units({ items, allowances }: PriceFile): ReadonlyMap<string, string> {
  const of = (part: string, rows: Readonly<Record<string, { readonly unit: string }>>) =>
    Object.entries(rows).map(([name, row]): [string, string] => [`${part}.${name}`, row.unit]);
  return new Map([...of('items', items), ...of('allowances', allowances)]);
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const guess = near(key, [...ITEMS, ...ALLOWANCES]);
    const where = path.length > 0 ? ` in ${showPath(path)}` : '';
    return `unknown key "${key}"${where}${guess ? `, did you mean "${guess}"?` : ''}`;
  }
  return `${path.length > 0 ? `${showPath(path)} ` : ''}${issue.message}`;
}

/** One price in one region. */
interface Price {
  readonly usd: number;
  readonly unit: string;
  readonly source: string;
  /** Inferred, or moving from day to day. */
  readonly about: boolean;
  /** Day it was read, such as `2026-11-23`. */
  readonly date: string;
  readonly allowance?: AllowanceName | undefined;
}

/** All prices of one region. */
export interface RegionPrices {
  readonly region: string;
  /** Day of the oldest of them. */
  readonly date: string;
  readonly items: Readonly<Record<Item, Price>>;
  /** What is free in a month, in the unit of its items. */
  readonly allowances: Readonly<Record<AllowanceName, number>>;
}

/** Why a region can't be priced, with the remedy; undefined if it can. */
export function priceGap(prices: Prices, region: string): string | undefined {
  const gaps = ITEMS.filter((item) => !find(prices, region, item));
  if (gaps.length === 0) return undefined;
  const regions = new Set(
    prices.flatMap(({ items }) => Object.values(items).flatMap(({ usd }) => Object.keys(usd))),
  );
  if (regions.has(region)) {
    return `the prices of ${region} lack ${gaps.join(', ')}: add them to the file of --prices`;
  }
  const whole = [...regions].filter(
    (name) => name !== EVERYWHERE && ITEMS.every((item) => find(prices, name, item)),
  );
  return `there are no prices of ${region}: there are those of ${whole.sort().join(', ')}; add others by --prices FILE`;
}

/**
 * The prices of one region.
 *
 * @throws Error with `priceGap`'s sentence if some are missing.
 */
export function regionPrices(prices: Prices, region: string): RegionPrices {
  const gap = priceGap(prices, region);
  if (gap) throw new Error(gap);
  const rows = ITEMS.flatMap((item): [Item, Price][] => {
    const price = find(prices, region, item);
    return price ? [[item, price]] : [];
  });
  const [oldest = ''] = rows.map(([, { date }]) => date).sort();
  const free = prices.flatMap(({ allowances }) =>
    Object.entries(allowances).map(([name, allowance]) => [name, allowance.free]),
  );
  return {
    region,
    date: oldest,
    items: Object.fromEntries(rows) as Record<Item, Price>,
    allowances: Object.fromEntries(free) as Record<AllowanceName, number>,
  };
}

function find(prices: Prices, region: string, item: Item): Price | undefined {
  for (const { date, items } of prices.toReversed()) {
    const row = items[item];
    for (const where of [region, EVERYWHERE]) {
      const usd = row?.usd[where];
      if (!row || usd === undefined) continue;
      const { unit, source, about } = row;
      // What is free is the account's, whoever gives the price.
      const allowance = SHIPPED.items[item]?.allowance;
      return { usd, unit, source, date, about: about.includes(where), allowance };
    }
  }
  return undefined;
}

/** A sentence about prices that have grown old; undefined while they are fresh. */
export function priceWarning(date: string, now: Date): string | undefined {
  const days = Math.floor((now.getTime() - Date.parse(date)) / DAY_MS);
  if (days <= OLD_AFTER_DAYS) return undefined;
  return `prices of ${date} are ${days} days old: compare them with their sources, and give newer ones by --prices FILE`;
}
