/** Reads a file of prices that a person gives. */
import * as z from 'zod';
import { near } from './hints.ts';
import { ALLOWANCES, ITEMS, type PriceFile, type Prices, SHIPPED_PRICES } from './prices.ts';
import { showPath } from './source.ts';

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

const UNITS = new Map(SHIPPED_PRICES.flatMap((file) => [...units(file)]));

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
