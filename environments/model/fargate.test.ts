import { describe, expect, test } from '@jest/globals';
import { moreMemory } from './fargate.ts';

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
