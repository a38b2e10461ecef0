import { showPath } from '../../environments/model/source.ts';
import { type Context, openEnvironment } from '../context.ts';
import { table } from '../terminal.ts';

/** Options of `config`. */
export interface ConfigOptions {
  readonly environment: string;
  readonly json?: boolean;
}

/** `config <env>`: the merged configuration, each value with the line it comes from. */
export function configCommand(
  { paths, terminal }: Context,
  { environment: name, json = false }: ConfigOptions,
): void {
  const { environment, values } = openEnvironment(paths, name);
  const written = new Map(
    values().map(({ path, origin }) => [showPath(path), `${origin.file}:${origin.line}`]),
  );
  const rows = flatten({
    ...environment,
    jobs: Object.fromEntries(environment.jobs.map((job) => [job.name, job])),
  });
  const told = rows
    // A name is the file's or the key's, not a value in it.
    .filter(({ path }) => path !== 'name' && !/^jobs\.[^.]+\.name$/.test(path))
    .map(({ path, value }) => ({ path, value, origin: written.get(path) ?? 'default' }));
  if (json) terminal.print(JSON.stringify(told, null, 2));
  else
    for (const line of table(told.map(({ path, value, origin }) => [path, show(value), origin])))
      terminal.print(line);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A tree as rows of its leaves; empty containers count as leaves. */
function flatten(
  value: unknown,
  path: readonly (string | number)[] = [],
): { path: string; value: unknown }[] {
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  if (entries.length === 0) return [{ path: showPath(path), value }];
  return entries.flatMap(([key, child]) => flatten(child, [...path, key]));
}
