import type { Rule } from './rule.ts';

/** MiB from `from` to `to` in steps. */
const steps = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/**
 * Memory in MiB that Fargate offers with each vCPU size.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
const MEMORY: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
  32768: [61440, 122880, 249856],
};

function offer(sizes: readonly number[]): string {
  if (sizes.length <= 4) return `${sizes.slice(0, -1).join(', ')} or ${sizes.at(-1)}`;
  const [first = 0, second = 0] = sizes;
  return `${first} to ${sizes.at(-1)} in steps of ${second - first}`;
}

export const fargateSize: Rule = {
  id: 'fargate-size',
  *check({ jobs }) {
    for (const { name, cpu, memory } of jobs) {
      const sizes = MEMORY[cpu] ?? [];
      if (sizes.includes(memory)) continue;
      yield {
        path: ['jobs', name, 'memory'],
        message: `memory ${memory} is not valid with cpu ${cpu}: use ${offer(sizes)}`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    memory: 513\n',
    at: '3:13',
    message: 'memory 513 is not valid with cpu 256: use 512, 1024 or 2048',
  },
};
