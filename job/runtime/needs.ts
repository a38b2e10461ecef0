/** What a run lacked, as lines for the environment file. */
import { moreMemory, type Need } from '../contract.ts';

/** Twice the time. @param seconds what it had, whole minutes */
export function moreTime(job: string, seconds: number): Need {
  return { lacks: 'time', yaml: lines(job, `timeout: ${showTime(2 * seconds)}`) };
}

/** The next size; undefined if Fargate has no larger one. @param had CPU units and MiB */
export function largerSize(
  job: string,
  had: { readonly cpu: number; readonly memory: number },
): Need | undefined {
  const more = moreMemory(had.cpu, had.memory);
  if (!more) return undefined;
  const cpu = more.cpu === had.cpu ? [] : [`cpu: ${more.cpu}`];
  return { lacks: 'memory', yaml: lines(job, ...cpu, `memory: ${more.memory}`) };
}

/** As the environment files write it: `90m`, `2h`; a limit set by hand may have seconds. */
export function showTime(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

function lines(job: string, ...settings: readonly string[]): string {
  return `jobs:\n  ${job}:\n${settings.map((line) => `    ${line}\n`).join('')}`;
}
