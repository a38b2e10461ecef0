import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { near } from '../environments/model/hints.ts';
import {
  type Loaded,
  type LoadedEnvironment,
  type LoadProps,
  load,
  showProblem,
} from '../environments/model/load.ts';
import type { Problem } from '../environments/model/source.ts';
import { InputError } from './errors.ts';
import { filesAt } from './git.ts';
import type { Paths } from './paths.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given; nothing else of the process is read below the entry. */
export interface Context {
  readonly paths: Paths;
  /** Variables, after `--local` has set those that lead to the embedded AWS. */
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
}

/** Refuses what environment files say, with all that is wrong. */
export function refuse(problems: readonly Problem[], intro = ''): InputError {
  return new InputError(`${intro}${problems.map(showProblem).join('\n')}`);
}

/** Names of the handlers in `job/handlers/`. */
export function handlerNames(root: string): ReadonlySet<string> {
  const files = readdirSync(join(root, 'job', 'handlers'));
  const handlers = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return new Set(handlers.map((file) => file.slice(0, -3)));
}

/** Which files to read, and how. */
export interface Reading extends Pick<LoadProps, 'overlay' | 'later'> {
  /** @default `environments/` */
  readonly dir?: string | undefined;
}

/**
 * Reads and checks all environment files.
 *
 * @throws InputError if the folder can't be read.
 */
export async function loadAll(paths: Paths, reading: Reading = {}): Promise<Loaded> {
  const { dir = paths.environments, ...rest } = reading;
  try {
    return await load({ ...rest, dir, handlers: handlerNames(paths.root) });
  } catch (error) {
    const { code, path = dir } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InputError(`${path} cannot be read (${code}): make it readable, or remove it`);
  }
}

/**
 * Reads and checks the environment files as a commit has them. Handlers aren't looked at: those
 * of the working tree say nothing about it.
 *
 * @throws InputError if there is no such commit.
 */
export async function loadAt(paths: Paths, ref: string, reading: Reading = {}): Promise<Loaded> {
  const files = filesAt(paths.root, ref);
  return await load({ ...reading, dir: `${ref}:environments`, read: () => files });
}

/** `there is no job "x", did you mean "y"? There are y, z in FILE`. */
export function missing(
  what: string,
  name: string,
  known: readonly string[],
  where: string,
): InputError {
  const guess = near(name, known);
  const there = `${known.join(', ') || 'none'} in ${where}`;
  const hint = guess ? `, did you mean "${guess}"? There are ${there}` : `: there are ${there}`;
  return new InputError(`there is no ${what} "${name}"${hint}`);
}

/**
 * Opens one environment.
 *
 * @throws InputError if there is none of that name, or its files have problems, all of which it lists.
 */
export async function openEnvironment(
  paths: Paths,
  name: string,
  reading?: Reading,
): Promise<LoadedEnvironment> {
  return environmentOf(await loadAll(paths, reading), name, paths);
}

/**
 * One environment of those that were loaded.
 *
 * @throws InputError as `openEnvironment`.
 */
export function environmentOf(
  { environments, names, problems }: Loaded,
  name: string,
  paths: Paths,
): LoadedEnvironment {
  const loaded = environments.get(name);
  if (loaded) return loaded;
  if (names.includes(name)) throw refuse(problems);
  throw missing('environment', name, names, `${paths.environments}/`);
}

/**
 * Finds a job of an environment.
 *
 * @throws InputError if there is none of that name.
 */
export function openJob({ environment, file }: LoadedEnvironment, name: string) {
  const job = environment.jobs.find((candidate) => candidate.name === name);
  if (job) return job;
  const names = environment.jobs.map((candidate) => candidate.name);
  throw missing('job', name, names, file);
}

const TIME =
  /^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/**
 * The time that a run stands for, to the second; now, unless one is given.
 *
 * @throws InputError if it is no time.
 */
export function scheduledTimeOf(date: string | undefined, option = '--date'): Date {
  const time = date === undefined ? new Date() : new Date(date);
  const day = date?.slice(0, 10) ?? '';
  // What JavaScript makes of other forms, of 30 February and of a time without a zone is no answer.
  const sound =
    date === undefined || (TIME.test(date) && new Date(day).toISOString().startsWith(day));
  if (!sound || Number.isNaN(time.getTime())) {
    throw new InputError(
      `${option} ${date} is no time: write it as 2026-11-23 or 2026-11-23T03:15:00Z`,
    );
  }
  time.setMilliseconds(0);
  return time;
}
