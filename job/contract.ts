/**
 * All that crosses the container's wall: names of variables, exit codes, the run's
 * identity and its report. The stacks write these variables into the task definition,
 * the runtime (or any other program in the container) reads them, and the commands
 * read the report. The sizes of a task are here since a report advises what the validator takes.
 * Nothing else is shared between the two houses.
 */

/** The one container of a task; overrides and logs name it. */
export const CONTAINER_NAME = 'job';

/** Environment variables that a container finds when it starts. */
export const VARIABLES = {
  /** The environment's name, such as `prod`. */
  environment: 'NIGHTSHIFT_ENVIRONMENT',
  /** The job's name as it stands under `jobs:`. */
  job: 'NIGHTSHIFT_JOB',
  /** Where the input lies: `s3://bucket/prefix/` or `file:///folder/`. */
  input: 'NIGHTSHIFT_INPUT',
  /** Where the output goes; `{run}` in it stands for the run's id. */
  output: 'NIGHTSHIFT_OUTPUT',
  /** Where the run leaves its report: `<runs>/<run id>/report.json`. */
  runs: 'NIGHTSHIFT_RUNS',
  /** The time the run was scheduled for, ISO 8601 in UTC; job and this time identify the run. */
  scheduledTime: 'NIGHTSHIFT_SCHEDULED_TIME',
  /** Seconds that the run may take; without it there is no limit. */
  timeout: 'NIGHTSHIFT_TIMEOUT',
  /** Seconds between SIGTERM and SIGKILL for a handler, 60 by default; Fargate kills everything after 120. */
  grace: 'NIGHTSHIFT_GRACE',
  /** `1`: outputs replace what lies under their keys. Only `exec` sets it; a deployed run never overwrites. */
  overwrite: 'NIGHTSHIFT_OVERWRITE',
} as const;

/** What a container's exit code means. A process killed over its memory limit ends with 137. */
export const EXIT = {
  done: 0,
  failed: 1,
  badConfiguration: 2,
  nothingToDo: 3,
  /** Another run holds the lock. */
  locked: 75,
  interrupted: 143,
} as const;

/** Stands in an output location for the id of the run that writes it. */
export const RUN_PLACEHOLDER = '{run}';

/**
 * The id of the run scheduled for a time: the time itself, to the second, in a form that
 * S3 keys, file systems and Batch job names all take (no colon).
 *
 * @throws RangeError for an invalid date.
 */
export function runId(scheduledTime: Date): string {
  return scheduledTime
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replaceAll(':', '-');
}

/** Key of a run's report below the job's place for runs. */
export function reportKey(run: string): string {
  return `${run}/report.json`;
}

/** What a run lacked, and what would give it. */
export interface Need {
  readonly lacks: 'time' | 'memory';
  /** Lines for the environment file. */
  readonly yaml: string;
}

/** What a run tells about itself when it ends, however it ends. */
export interface Report {
  readonly version: 1;
  readonly environment: string;
  readonly job: string;
  readonly run: string;
  readonly scheduledTime: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Wall time in seconds, to the millisecond. */
  readonly seconds: number;
  readonly exitCode: number;
  /** Why the run didn't end with 0, in one sentence. */
  readonly reason: string | null;
  /** What it failed for lack of. */
  readonly needs: readonly Need[];
  readonly objects: { readonly listed: number; readonly done: number; readonly failed: number };
  /** `unchanged`: an earlier attempt had already written the same bytes. */
  readonly outputs: { readonly created: number; readonly unchanged: number };
  /** Read: the sizes of the objects opened. */
  readonly bytes: { readonly read: number; readonly written: number };
  /** The most memory the process held, in MiB; what `memory` must leave room for. */
  readonly peakMemoryMiB: number;
  /** The first objects that failed, 100 at most, each with its error. */
  readonly failures: readonly { readonly key: string; readonly message: string }[];
}

/** MiB from `from` to `to` in steps. */
const steps = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);

/**
 * Memory in MiB that Fargate offers with each vCPU size.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
 */
export const MEMORY: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
  32768: [61440, 122880, 249856],
};

/** The next size with more memory: with the same vCPU if there is one; undefined at the largest. */
export function moreMemory(
  cpu: number,
  memory: number,
): { readonly cpu: number; readonly memory: number } | undefined {
  const sizes = Object.entries(MEMORY).flatMap(([units, offered]) =>
    offered.map((mebibytes) => ({ cpu: Number(units), memory: mebibytes })),
  );
  const larger = sizes.filter((size) => size.memory > memory && size.cpu >= cpu);
  return larger.find((size) => size.cpu === cpu) ?? larger[0];
}
