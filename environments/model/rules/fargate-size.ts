import { MEMORY } from '../../../job/contract.ts';
import type { Rule } from './rule.ts';

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
