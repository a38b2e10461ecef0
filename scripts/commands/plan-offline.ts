import { type LoadedEnvironment, showProblem } from '../../environments/model/load.ts';
import { type NextRun, nextRun, sayNextRun } from '../../environments/model/next-run.ts';
import { SHIPPED_PRICES } from '../../environments/model/prices.ts';
import { configurationOf } from '../../stacks/app.ts';
import { type Context, openEnvironment } from '../context.ts';
import { checkExtensions } from '../extensions.ts';
import { review } from '../review/assemble.ts';
import { jsonText, toJson } from '../review/render/index.ts';
import { count } from '../terminal.ts';
import { type Comparing, openCompared } from './compared.ts';
import { showReview } from './plan.ts';

/** Options of `plan --offline`. */
export interface OfflineOptions extends Comparing {
  readonly environment: string;
  readonly json?: boolean;
  /** Shows every difference, however many. @default false */
  readonly full?: boolean;
  /** @default the time of the call */
  readonly now?: Date;
}

/**
 * `plan <env> --offline`: what a change of the files would change, by comparing what they make
 * with what they made. Asks neither AWS nor Terraform, so it can't know what is there.
 *
 * @throws InputError if the files of either side have problems.
 */
export async function offlineCommand(
  context: Context,
  {
    environment: name,
    base,
    set = [],
    json = false,
    full = false,
    now = new Date(),
  }: OfflineOptions,
): Promise<void> {
  const { paths, terminal } = context;
  const overlay = { environment: name, assignments: set };
  const after = await openEnvironment(paths, name, { overlay });
  await checkExtensions(after.environment);
  const compared = await openCompared(context, name, { base, set });
  const { before } = compared;
  const made = review({
    now,
    files: { after, compared, synthesise: configurationOf, prices: SHIPPED_PRICES },
  });
  // What was known before is no news of this change.
  const known = new Set(before?.warnings.map(({ message }) => message));
  for (const { message, ...place } of after.warnings)
    if (!known.has(message))
      terminal.note(showProblem({ ...place, message: `warning: ${message}` }));
  const runs = runsOf(before, after, now);
  if (json) {
    const { base: against, code } = compared;
    const all = { ...toJson(made), base: against, code, runs: Object.fromEntries(runs) };
    terminal.print(jsonText(all));
    return;
  }
  showReview(context, made, { full });
  if (!made.money) terminal.print('bill: no prices for this region');
  for (const [job, sides] of runs) terminal.print(`${job}: ${sayRuns(sides)}`);
  if (compared.code.length > 0)
    terminal.print(
      `code differs from ${compared.base} (${shorten(compared.code)}): what that changes, ./nightshift plan ${name} shows.`,
    );
  terminal.print(
    `compared with ${compared.base}. AWS wasn't asked what is there, nor Terraform what it replaces: ./nightshift plan ${name} asks both.`,
  );
}

/** The next run of each job, of both sides. */
interface Runs {
  readonly before: NextRun | undefined;
  readonly after: NextRun | undefined;
}

function runsOf(
  before: LoadedEnvironment | undefined,
  after: LoadedEnvironment,
  now: Date,
): Map<string, Runs> {
  const of = (side: LoadedEnvironment | undefined): Map<string, NextRun> =>
    new Map(side?.environment.jobs.map((job) => [job.name, nextRun(job, now)]));
  const [old, current] = [of(before), of(after)];
  const jobs = [...new Set([...current.keys(), ...old.keys()])].sort();
  return new Map(jobs.map((job) => [job, { before: old.get(job), after: current.get(job) }]));
}

function sayRuns({ before, after }: Runs): string {
  if (!after) return 'no longer runs';
  const now = sayNextRun(after);
  return before && before.words !== after.words ? `${before.words} → ${now}` : now;
}

/** Enough names to go on with. */
function shorten(files: readonly string[]): string {
  const [first = '', ...rest] = files;
  return rest.length === 0 ? first : `${first} and ${count(rest.length, 'more file')}`;
}
