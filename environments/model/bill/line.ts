import type { Item, RegionPrices } from '../prices.ts';
import type { Path } from '../source.ts';

/** Requests for keys and secrets are priced by so many. */
export const TEN_THOUSAND = 10_000;

/** Something used in a month, before money. */
export interface Usage {
  /** In plain words. */
  readonly what: string;
  /** The key of the environment file it comes from. */
  readonly path: Path;
  readonly item: Item;
  /** In the item's unit. */
  readonly quantity: number;
  /** What it grows with; what is due each month comes without a run. */
  readonly per: 'month' | 'run' | 'build';
}

/** One line of a bill: quantity times price. */
export interface Line extends Usage {
  readonly unit: string;
  /** Price of one unit. */
  readonly unitUsd: number;
  /** Whether the price is inferred, or moves from day to day. */
  readonly about: boolean;
  /** How much of the quantity is free, by allowances that don't expire. */
  readonly free: number;
  /** USD a month after the allowance; exact, not rounded. */
  readonly usd: number;
  /** USD a month as if there were no allowance. */
  readonly usdWithoutAllowances: number;
}

/** Prices what is used. Lines draw on an allowance in their order; what isn't used is left out. */
export function priced(usages: readonly Usage[], { items, allowances }: RegionPrices): Line[] {
  const left = new Map<string, number>(Object.entries(allowances));
  return usages
    .filter(({ quantity }) => quantity > 0)
    .map((usage) => {
      const { usd, unit, about, allowance = '' } = items[usage.item];
      const free = Math.min(usage.quantity, left.get(allowance) ?? 0);
      left.set(allowance, (left.get(allowance) ?? 0) - free);
      return {
        ...usage,
        unit,
        about,
        free,
        unitUsd: usd,
        usd: (usage.quantity - free) * usd,
        usdWithoutAllowances: usage.quantity * usd,
      };
    });
}

/** A sum in USD a month. */
export interface Total {
  /** After allowances that don't expire. */
  readonly usd: number;
  readonly usdWithoutAllowances: number;
}

/** The sum of lines. */
export function total(lines: readonly Line[]): Total {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    usd: sum(lines.map(({ usd }) => usd)),
    usdWithoutAllowances: sum(lines.map((line) => line.usdWithoutAllowances)),
  };
}
