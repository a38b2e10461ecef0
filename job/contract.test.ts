import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EXIT, moreMemory, reportKey, runId, VARIABLES } from './contract.ts';

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

describe('the next size with more memory', () => {
  test.each([
    [256, 512, { cpu: 256, memory: 1024 }],
    [1024, 3072, { cpu: 1024, memory: 4096 }],
    // No more with that vCPU.
    [256, 2048, { cpu: 512, memory: 3072 }],
    [2048, 16384, { cpu: 4096, memory: 17408 }],
    [32768, 249856, undefined],
  ])('than cpu %i, memory %i', (cpu, memory, more) => {
    expect(moreMemory(cpu, memory)).toEqual(more);
  });
});

describe('the page on containers', () => {
  const page = readFileSync('docs/container.md', 'utf8');

  test.each([...Object.values(VARIABLES), ...Object.values(EXIT)])('tells of %s', (one) => {
    expect(page).toMatch(new RegExp(`^\\| \\W?${one}\\W? +\\|`, 'm'));
  });
});
