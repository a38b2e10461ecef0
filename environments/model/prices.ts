/** What AWS asks for: dated rows per region, shipped with the repository or given by a person. */
import shipped from './prices/2026-11-23.json' with { type: 'json' };

/** One thing that AWS has a price for. */
export type Item = keyof typeof shipped.items;

/** A free allowance that doesn't expire; several items may draw on one. */
export type AllowanceName = keyof typeof shipped.allowances;

/** Stands in the place of a region where the price is the same in all. */
const EVERYWHERE = 'everywhere';

/** Prices move a few times a year; after this many days they want a look. */
const OLD_AFTER_DAYS = 180;

const DAY_MS = 86_400_000;

export const ITEMS = Object.keys(shipped.items) as Item[];
export const ALLOWANCES = Object.keys(shipped.allowances) as AllowanceName[];

/** What is free each month. */
interface Allowance {
  readonly free: number;
  readonly unit: string;
  /** Address of the page it was read on. */
  readonly source: string;
}

/** One price in all regions that have one. */
interface Row {
  readonly unit: string;
  readonly source: string;
  readonly usd: Readonly<Record<string, number>>;
  /** Regions whose price is inferred, or moves from day to day. @default none */
  readonly about?: readonly string[] | undefined;
  readonly allowance?: AllowanceName | undefined;
}

/** One file of prices, as `price-file.ts` reads it. */
export interface PriceFile {
  /** The day they were read, such as `2026-11-23`. */
  readonly date: string;
  readonly allowances: Readonly<Partial<Record<AllowanceName, Allowance>>>;
  readonly items: Readonly<Partial<Record<Item, Row>>>;
}

/** Files laid over one another, row by row and region by region: the last that knows a price wins. */
export type Prices = readonly PriceFile[];

/** A test holds it against what is demanded of anybody's file: a start has no time for that. */
const SHIPPED = shipped as PriceFile;

/** The prices of this repository. */
export const SHIPPED_PRICES: Prices = [SHIPPED];

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
      return { usd, unit, source, date, about: about?.includes(where) ?? false, allowance };
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
