import { noTimeZone } from '../../environments/model/rules/time-zone.ts';
import {
  describeSchedule,
  isTimeZone,
  parseSchedule,
  runsAfter,
  type Schedule,
  ScheduleError,
  showRun,
  warnOfClockChange,
  warnOfNever,
  warnOfShortMonth,
} from '../../environments/model/schedule.ts';
import { type Context, openEnvironment, openJob, scheduledTimeOf } from '../context.ts';
import { InputError } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `next`, as they were typed. */
export interface NextOptions {
  readonly environment?: string;
  /** One job of the environment. @default all */
  readonly job?: string;
  /** A schedule in the place of an environment's. */
  readonly schedule?: string;
  /** With `schedule`. @default UTC, as in the files */
  readonly timezone?: string;
  /** Runs after this time are shown. @default now */
  readonly from?: string;
  /** How many runs of each job, 1 to 1000. @default 5 */
  readonly n?: string;
  readonly json?: boolean;
}

/** A schedule with its next runs. */
interface Next {
  readonly job?: string;
  readonly paused: boolean;
  readonly schedule: Schedule;
  readonly timezone: string;
  readonly runs: readonly Date[];
}

const USAGE = './nightshift next <env> [job], or next --schedule "cron(15 3 * * ? *)"';

/**
 * `next`: when jobs run next, in words and times, with what is surprising about them.
 *
 * @throws InputError for options that don't go together or say nothing, for a text that is no
 * schedule, and whatever is wrong with the environment's files.
 */
export async function nextCommand(context: Context, options: NextOptions): Promise<void> {
  const { terminal } = context;
  const { json = false } = options;
  const from = scheduledTimeOf(options.from, '--from');
  const count = countOf(options.n);
  const nexts = (await askedFor(context, options)).map(({ text, ...rest }) => {
    const schedule = scheduleFrom(text);
    return { ...rest, schedule, runs: first(count, runsAfter(schedule, rest.timezone, from)) };
  });
  if (json) {
    const told = nexts.map(toJson);
    terminal.print(JSON.stringify(options.schedule === undefined ? told : told[0], null, 2));
  } else {
    for (const next of nexts) print(terminal, next);
  }
  for (const next of nexts) warn(terminal, next, from);
}

/** A schedule that was asked about, as it is written. */
interface Asked {
  readonly job?: string;
  readonly paused: boolean;
  readonly text: string;
  readonly timezone: string;
}

async function askedFor(
  { paths }: Context,
  { environment, job, schedule, timezone }: NextOptions,
): Promise<Asked[]> {
  if (schedule !== undefined) {
    if (environment !== undefined) {
      throw new InputError(`--schedule stands in the place of an environment: use ${USAGE}`);
    }
    return [{ text: schedule, timezone: timeZoneFrom(timezone ?? 'UTC'), paused: false }];
  }
  if (timezone !== undefined) {
    throw new InputError(`--timezone goes with --schedule, a job has its own: use ${USAGE}`);
  }
  if (environment === undefined) throw new InputError(`next of what? Use ${USAGE}`);
  const loaded = await openEnvironment(paths, environment);
  const jobs = job === undefined ? loaded.environment.jobs : [openJob(loaded, job)];
  return jobs.map(({ name, schedule: text, timezone: zone, paused }) => {
    return { job: name, text, timezone: zone, paused };
  });
}

function scheduleFrom(text: string): Schedule {
  try {
    return parseSchedule(text);
  } catch (error) {
    if (error instanceof ScheduleError) throw new InputError(error.message);
    throw error;
  }
}

function timeZoneFrom(name: string): string {
  if (isTimeZone(name)) return name;
  throw new InputError(`--timezone ${noTimeZone(name)}`);
}

function countOf(n = '5'): number {
  const count = /^\d{1,4}$/.test(n) ? Number(n) : 0;
  if (count >= 1 && count <= 1000) return count;
  throw new InputError(`-n ${n} is no number of runs: use 1 to 1000`);
}

function first(count: number, runs: Iterable<Date>): Date[] {
  const taken: Date[] = [];
  for (const run of runs) {
    taken.push(run);
    if (taken.length === count) break;
  }
  return taken;
}

function toJson({ job, schedule, timezone, runs }: Next) {
  return {
    ...(job === undefined ? {} : { job }),
    schedule: schedule.text,
    timezone,
    words: describeSchedule(schedule, timezone),
    next: runs.map(utc),
  };
}

function print(terminal: Terminal, { job, schedule, timezone, runs }: Next): void {
  const words = describeSchedule(schedule, timezone);
  terminal.print(job === undefined ? words : `${job}: ${words}`);
  const shown = runs.map((run) => showRun(run, timezone));
  const width = Math.max(...shown.map(({ length }) => length));
  for (const [index, run] of runs.entries()) {
    terminal.print(`  ${shown[index]?.padEnd(width)}  ${utc(run)}`);
  }
}

function warn(terminal: Terminal, { job, schedule, timezone, paused }: Next, from: Date): void {
  const warnings = [
    ...(paused ? ['it is paused: none of these runs starts'] : []),
    ...warnOfNever(schedule, timezone, from),
    ...warnOfClockChange(schedule, timezone, from),
    ...warnOfShortMonth(schedule),
    // AWS alone knows when it made the schedule.
    ...(schedule.kind === 'rate'
      ? ['AWS counts from the creation of the schedule, the times here count from --from or now']
      : []),
  ];
  for (const warning of warnings) {
    terminal.note(`warning: ${job === undefined ? '' : `${job}: `}${warning}`);
  }
}

function utc(run: Date): string {
  return run.toISOString().replace('.000', '');
}
