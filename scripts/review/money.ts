/** Amounts of money, wherever the review says one. */
import type { Review } from './review.ts';

type Money = NonNullable<Review['money']>;

/** Differences below this are rounding. */
const NOTHING_USD = 0.00005;

/** `$0.29`; what is less than a cent with its digits: `$0.0048`. */
export function dollars(usd: number): string {
  return `$${usd.toFixed(usd < 0.01 ? 4 : 2)}`;
}

/** `+$0.04/month`, or all of it where there was nothing before. */
export function sayMoney({ before, after }: Money): string {
  return before === undefined ? `${dollars(after)}/month` : sayDelta(after - before);
}

/** `+$0.04/month`; nothing where nothing changes. */
export function sayDelta(delta: number): string {
  if (Math.abs(delta) < NOTHING_USD) return '';
  return `${delta < 0 ? '-' : '+'}${dollars(Math.abs(delta))}/month`;
}

/** `bill $0.29 → $0.33 a month`. */
export function sayBill({ before, after }: Money): string {
  const [was, is] = [before ?? after, after].map(dollars);
  return was === is ? `bill ${is} a month` : `bill ${was} → ${is} a month`;
}
