import { bill } from '../../environments/model/bill.ts';
import { sayGrant } from '../../environments/model/grants.ts';
import { nextRun, sayNextRun } from '../../environments/model/next-run.ts';
import { priceGap, SHIPPED_PRICES } from '../../environments/model/prices.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { showPath } from '../../environments/model/source.ts';
import { extensionsOf } from '../../stacks/app.ts';
import { type Context, openEnvironment } from '../context.ts';
import { checkExtensions } from '../extensions.ts';
import { table } from '../terminal.ts';

/** Options of `config`. */
export interface ConfigOptions {
  readonly environment: string;
  readonly json?: boolean;
  /** @default the time of the call */
  readonly now?: Date;
}

/** Names, which are the file's or the key's, and what follows from other environments' files. */
const NO_KEY = /^(jobs\.[^.]+\.)?name$|^(registry|pulledBy)\b/;

/**
 * `config <env>`: the merged configuration with the line each value comes from, next runs, the bill.
 *
 * @throws InputError if the files or the team's extension have problems.
 */
export async function configCommand(
  { paths, terminal }: Context,
  { environment: name, json = false, now = new Date() }: ConfigOptions,
): Promise<void> {
  const { environment, values } = await openEnvironment(paths, name);
  const written = new Map(
    values().map(({ path, origin }) => [showPath(path), `${origin.file}:${origin.line}`]),
  );
  const rows = flatten({
    ...environment,
    jobs: Object.fromEntries(environment.jobs.map((job) => [job.name, job])),
  });
  const told = rows
    .filter(({ path }) => !NO_KEY.test(path))
    .map(({ path, value }) => ({ path, value, origin: written.get(path) ?? 'default' }));
  const runs = environment.jobs.map((job) => ({ job: job.name, ...nextRun(job, now) }));
  const extensions = extensionsOf(environment);
  await checkExtensions(environment, extensions);
  const { grants } = extensions;
  const month = monthly(environment, now);
  if (json) {
    terminal.print(JSON.stringify({ values: told, grants, runs, bill: month }, null, 2));
    return;
  }
  const lines = table(told.map(({ path, value, origin }) => [path, show(value), origin]));
  for (const line of lines) terminal.print(line);
  for (const grant of grants) terminal.print(sayGrant(grant));
  terminal.print('');
  for (const { job, ...run } of runs) terminal.print(`${job}: ${sayNextRun(run)}`);
  terminal.print(
    month
      ? `bill: $${month.usd.toFixed(2)} a month, $${month.fixedUsd.toFixed(2)} of it without a run (./nightshift cost ${name} says why)`
      : `bill: ${priceGap(SHIPPED_PRICES, environment.region)}`,
  );
}

function monthly(
  environment: Environment,
  now: Date,
): { usd: number; fixedUsd: number } | undefined {
  if (priceGap(SHIPPED_PRICES, environment.region)) return undefined;
  const { total, fixed } = bill(environment, SHIPPED_PRICES, { now });
  return { usd: total.usd, fixedUsd: fixed.usd };
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A tree as rows of its leaves; empty containers count as leaves, what isn't set doesn't. */
function flatten(
  value: unknown,
  path: readonly (string | number)[] = [],
): { path: string; value: unknown }[] {
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  if (entries.length === 0) return value === undefined ? [] : [{ path: showPath(path), value }];
  return entries.flatMap(([key, child]) => flatten(child, [...path, key]));
}
