import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { createLogger } from '../runtime/log.ts';
import job from './flight-delays.ts';

async function map(key: string, csv: string): Promise<Map<string, string>> {
  const written = new Map<string, string>();
  await job.map(
    { key, size: csv.length, open: async () => Readable.from([csv]) },
    {
      write: async (name, body) => void written.set(name, String(body)),
      signal: new AbortController().signal,
      log: createLogger({}, () => undefined),
      scheduledTime: new Date(0),
    },
  );
  return written;
}

describe('flight delays', () => {
  test('are counted per airport and day', async () => {
    const written = await map(
      '2001/2001-01-01.csv',
      [
        'date,delay,distance,origin,destination',
        '2001/01/01 08:47,15,1609,SJC,IAH',
        '2001/01/01 06:55,-19,1797,LAX,BNA',
        '2001/01/01 09:24,0,1117,SJC,PIT',
        '2001/01/01 10:24,5,1117,SJC,PIT',
      ].join('\n'),
    );

    expect([...written.keys()]).toEqual(['2001/2001-01-01.csv', '2001/2001-01-01.json']);
    expect(JSON.parse(written.get('2001/2001-01-01.json') ?? '')).toEqual([
      { day: '2001-01-01', airport: 'LAX', flights: 1, meanDelay: -19, maxDelay: -19, late: 0 },
      { day: '2001-01-01', airport: 'SJC', flights: 3, meanDelay: 6.67, maxDelay: 15, late: 1 },
    ]);
    expect(written.get('2001/2001-01-01.csv')).toBe(
      'day,airport,flights,meanDelay,maxDelay,late\n2001-01-01,LAX,1,-19,-19,0\n2001-01-01,SJC,3,6.67,15,1\n',
    );
  });

  test.each([
    ['2001/01/01 08:47,soon,1609,SJC,IAH'],
    ['2001/01/01 08:47,,1609,SJC,IAH'],
    ['yesterday,4,1609,SJC,IAH'],
    ['2001/01/01 08:47,4,1609,,IAH'],
  ])('refuse the line %s and name it', async (line) => {
    const csv = `date,delay,distance,origin,destination\n2001/01/01 08:47,15,1609,SJC,IAH\n${line}\n`;

    await expect(map('day.csv', csv)).rejects.toThrow(
      'day.csv:3: needs a date, a delay and an origin',
    );
  });
});
