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
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InputError(`the folder ${dir} cannot be read (${code}): name one by --dir`);
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
  const { environments, names, problems } = await loadAll(paths, reading);
  const loaded = environments.get(name);
  if (loaded) return loaded;
  if (names.includes(name)) throw new InputError(problems.map(showProblem).join('\n'));
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

/**
 * The time that a run stands for, to the second; now, unless one is given.
 *
 * @throws InputError if it is no time.
 */
export function scheduledTimeOf(date: string | undefined, option = '--date'): Date {
  const time = date === undefined ? new Date() : new Date(date);
  if (Number.isNaN(time.getTime())) {
    throw new InputError(
      `${option} ${date} is no time: write it as 2026-11-23 or 2026-11-23T03:15:00Z`,
    );
  }
  time.setMilliseconds(0);
  return time;
}
