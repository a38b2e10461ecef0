/** What a run lacked, as lines for the environment file. */
import type { Need } from '../contract.ts';

/** Twice the time. @param seconds what it had, whole minutes */
export function moreTime(job: string, seconds: number): Need {
  return { lacks: 'time', yaml: lines(job, `timeout: ${showTime(2 * seconds)}`) };
}

/** Twice the memory. @param mebibytes what it had */
export function moreMemory(job: string, mebibytes: number): Need {
  return { lacks: 'memory', yaml: lines(job, `memory: ${2 * mebibytes}`) };
}

/** As the environment files write it: `90m`, `2h`; a limit set by hand may have seconds. */
export function showTime(seconds: number): string {
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

function lines(job: string, line: string): string {
  return `jobs:\n  ${job}:\n    ${line}\n`;
}
