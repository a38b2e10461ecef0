import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { defineJob } from '../runtime/define.ts';

/** From this many minutes on a flight counts as late. */
const LATE_MINUTES = 15;

/** One line of the result: an airport's departures on one day. */
export interface AirportDay {
  readonly day: string;
  readonly airport: string;
  readonly flights: number;
  /** Minutes, to two places; early departures count as negative. */
  readonly meanDelay: number;
  readonly maxDelay: number;
  readonly late: number;
}

/**
 * Reads one day of flights a file (`date,delay,distance,origin,destination`) and writes the
 * delays per airport and day beside each other as CSV and JSON.
 */
export default defineJob({
  async map(object, { write, signal }) {
    const groups = new Map<string, { sum: number; flights: number; max: number; late: number }>();
    const rows = parse({ columns: true, info: true });
    await pipeline(
      await object.open(),
      rows,
      async (
        records: AsyncIterable<{ record: Record<string, string>; info: { lines: number } }>,
      ) => {
        for await (const { record, info } of records) {
          const day = record['date']?.slice(0, 10).replaceAll('/', '-') ?? '';
          const delay = Number(record['delay'] || Number.NaN);
          if (!/^\d{4}-\d\d-\d\d$/.test(day) || !Number.isFinite(delay) || !record['origin']) {
            throw new Error(`${object.key}:${info.lines}: needs a date, a delay and an origin`);
          }
          const key = `${day} ${record['origin']}`;
          const group = groups.get(key) ?? {
            sum: 0,
            flights: 0,
            max: Number.NEGATIVE_INFINITY,
            late: 0,
          };
          group.sum += delay;
          group.flights++;
          group.max = Math.max(group.max, delay);
          if (delay >= LATE_MINUTES) group.late++;
          groups.set(key, group);
        }
      },
      { signal },
    );
    const statistics: AirportDay[] = [...groups.keys()].sort().map((key) => {
      const { sum, flights, max, late } = groups.get(key) as NonNullable<
        ReturnType<typeof groups.get>
      >;
      const [day = '', airport = ''] = key.split(' ');
      const meanDelay = Math.round((sum / flights) * 100) / 100;
      return { day, airport, flights, meanDelay, maxDelay: max, late };
    });
    const stem = object.key.replace(/\.[^./]*$/, '');
    await write(`${stem}.csv`, stringify(statistics, { header: true }));
    await write(`${stem}.json`, `${JSON.stringify(statistics, null, 1)}\n`);
  },
});
