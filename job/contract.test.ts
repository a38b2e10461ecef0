import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EXIT, reportKey, runId, VARIABLES } from './contract.ts';

describe('a run id', () => {
  test('is the scheduled time without what S3 keys, file systems or Batch refuse', () => {
    expect(runId(new Date('2026-11-23T03:15:00.123Z'))).toBe('2026-11-23T03-15-00Z');
    expect(reportKey('2026-11-23T03-15-00Z')).toBe('2026-11-23T03-15-00Z/report.json');
  });

  test('differs for times that differ by a second, and sorts as they do', () => {
    const second = fc.integer({ min: 0, max: 4_102_444_800 });
    fc.assert(
      fc.property(second, second, (a, b) => {
        const [first, other] = [runId(new Date(a * 1000)), runId(new Date(b * 1000))];
        expect(first < other).toBe(a < b);
        expect(first).toMatch(/^[\dTZ-]+$/);
      }),
    );
  });
});

describe('the page on containers', () => {
  const page = readFileSync('docs/container.md', 'utf8');

  test.each([...Object.values(VARIABLES), ...Object.values(EXIT)])('tells of %s', (one) => {
    expect(page).toMatch(new RegExp(`^\\| \\W?${one}\\W? +\\|`, 'm'));
  });
});
