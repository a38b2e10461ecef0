import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import {
  type Loaded,
  type LoadedEnvironment,
  load,
  showProblem,
} from '../environments/model/load.ts';
import { InputError } from './errors.ts';
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

/** Reads and checks all environment files. */
export function loadAll({ root, environments }: Paths, dir = environments): Loaded {
  const handlers = handlerNames(root);
  try {
    return load({ dir, handlers });
  } catch (error) {
    throw new InputError(
      `the folder ${dir} cannot be read (${(error as NodeJS.ErrnoException).code}): name one by --dir`,
    );
  }
}

/** `there is no job "x", did you mean "y"? There are y, z in FILE`. */
export function missing(
  what: string,
  name: string,
  known: readonly string[],
  where: string,
): InputError {
  const guess = known.length > 0 ? closest(name, [...known]) : undefined;
  const near = guess !== undefined && distance(name, guess) <= 2;
  const there = `${known.join(', ') || 'none'} in ${where}`;
  const hint = near ? `, did you mean "${guess}"? There are ${there}` : `: there are ${there}`;
  return new InputError(`there is no ${what} "${name}"${hint}`);
}

/**
 * Opens one environment.
 *
 * @throws InputError if there is none of that name, or its files have problems, all of which it lists.
 */
export function openEnvironment(paths: Paths, name: string): LoadedEnvironment {
  const { environments, names, problems } = loadAll(paths);
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
export function scheduledTimeOf(date: string | undefined): Date {
  const time = date === undefined ? new Date() : new Date(date);
  if (Number.isNaN(time.getTime())) {
    throw new InputError(
      `--date ${date} is no time: write it as 2026-11-23 or 2026-11-23T03:15:00Z`,
    );
  }
  time.setMilliseconds(0);
  return time;
}
