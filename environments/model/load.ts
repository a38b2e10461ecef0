/** Files below `environments/` -> checked environments, or every problem of every file at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { near } from './hints.ts';
import { readIam } from './iam.ts';
import { describeIssue, type Issue, without } from './issues.ts';
import { parseOverlay } from './overlay.ts';
import { actionsOf, prefixOf } from './permissions.ts';
import { RULES } from './rules/index.ts';
import { notBuiltYet } from './rules/not-built-yet.ts';
import type { Rule, RuleContext } from './rules/rule.ts';
import {
  complete,
  ENVIRONMENT_NAME,
  type Environment,
  environmentSchema,
  type Settings,
} from './schema.ts';
import {
  leaves,
  merge,
  type Node,
  nearest,
  nodes,
  type Origin,
  type Path,
  type Problem,
  placeOf,
  plain,
  showPath,
} from './source.ts';
import { parseSource } from './yaml.ts';

/** What every environment builds on. */
export const DEFAULTS = 'defaults.yaml';

/** One environment as its files say it, with the place each value comes from. */
export interface LoadedEnvironment {
  readonly environment: Environment;
  /** What the environment was completed from. */
  readonly settings: Settings;
  /** The environment's own file. */
  readonly file: string;
  /** What stops nothing, but should be known of it. */
  readonly warnings: readonly Problem[];
  /** The environment that other settings would make beside the same neighbours. */
  complete(settings: Settings): Environment;
  /** Where the value at a path, or the nearest value above it, was written. */
  origin(path: Path): Origin;
  /** All written values with their paths and places, defaults of the schema not among them. */
  values(): { path: Path; value: unknown; origin: Origin }[];
}

/** What `load` found. An environment is there only if nothing is wrong with it. */
export interface Loaded {
  readonly environments: ReadonlyMap<string, LoadedEnvironment>;
  /** Names of all files, also of those with problems. */
  readonly names: readonly string[];
  /** Sorted by file, line and column. */
  readonly problems: readonly Problem[];
  /** What stops nothing, but should be known; sorted as well. */
  readonly warnings: readonly Problem[];
}

/** Where to look, and how. */
export interface LoadProps {
  /** The folder of the environment files; messages show it as given. */
  readonly dir: string;
  /** Handlers that exist; absent, their existence isn't checked. */
  readonly handlers?: ReadonlySet<string>;
  /** Reads a folder's files. @default the file system */
  readonly read?: (dir: string) => ReadonlyMap<string, string | Uint8Array>;
  /** Assignments laid over the file of one environment: the `--set` of a command. */
  readonly overlay?: { readonly environment: string; readonly assignments: readonly string[] };
  /** Keys whose feature isn't built yet: refused, or taken with a warning to be priced. @default 'refuse' */
  readonly later?: 'refuse' | 'accept';
  /** @default the time of the call */
  readonly now?: Date;
}

/** One file after the merge, and what the schema makes of it. */
interface Merged {
  readonly name: string;
  readonly at: Origin;
  readonly root: Node;
  /** With `defaults.yaml` and the file itself in order. */
  readonly sound: boolean;
  readonly settings: Settings | undefined;
}

/** Loads and checks all environments of a folder. Reads, and changes nothing. */
export async function load(props: LoadProps): Promise<Loaded> {
  const { dir, handlers, read = readFolder, later = 'refuse', now = new Date() } = props;
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const merged = readAll(dir, read(dir), props.overlay, problems);
  const neighbours = new Map(
    merged.flatMap(({ name, settings }) => (settings ? [[name, settings] as const] : [])),
  );
  const known = [...neighbours].map(([name, settings]) => complete(name, settings, neighbours));
  const context: RuleContext = {
    handlers,
    iam: await readIam(servicesOf(known)),
    names: merged.map(({ name }) => name),
    environments: known,
    now,
  };
  const tolerated = (rule: Rule): boolean =>
    rule.severity === 'warning' || (later === 'accept' && rule === notBuiltYet);
  const environments = new Map<string, LoadedEnvironment>();
  for (const { name, at, root, sound, settings } of merged) {
    const environment = known.find((candidate) => candidate.name === name);
    const before = problems.length;
    const warnedBefore = warnings.length;
    for (const rule of RULES) {
      const found = tolerated(rule) ? warnings : problems;
      for (const { path, node } of rule.written ? nodes(root) : []) {
        const message = rule.written?.(path, node);
        if (message) found.push({ ...placeOf(node), message });
      }
      for (const { path, message } of (environment && rule.check?.(environment, context)) ?? [])
        found.push({ ...placeOf(nearest(root, path).node), message });
    }
    if (!sound || !environment || !settings || problems.length > before) continue;
    environments.set(name, {
      environment,
      settings,
      file: at.file,
      warnings: sortProblems(warnings.slice(warnedBefore)),
      complete: (other) => complete(name, other, neighbours),
      origin: (path) => placeOf(nearest(root, path).node),
      values: () =>
        [...leaves(root)].map(({ path, node }) => ({ path, value: node.value, origin: node.at })),
    });
  }
  return {
    environments,
    names: context.names,
    problems: sortProblems(problems),
    warnings: sortProblems(warnings),
  };
}

/** Reads a folder's YAML files, by name. */
export function readFolder(dir: string): Map<string, Uint8Array> {
  const files = readdirSync(dir).filter((file) => /\.ya?ml$/i.test(file));
  return new Map(files.map((file) => [file, readFileSync(join(dir, file))]));
}

/** Parses and merges all files, and lets the schema look at them. */
function readAll(
  dir: string,
  texts: ReadonlyMap<string, string | Uint8Array>,
  overlay: LoadProps['overlay'],
  problems: Problem[],
): Merged[] {
  const parse = (file: string): Node => {
    const { root, problems: found } = parseSource(join(dir, file), texts.get(file) ?? '');
    problems.push(...found);
    return root;
  };
  const nothing = (path: Path, node: Node, known: readonly string[]): void => {
    const guess = near(String(path.at(-1)), known);
    const remedy = guess ? `did you mean ${guess}?` : 'delete the line';
    problems.push({ ...node.at, message: `there is no ${showPath(path)} to remove: ${remedy}` });
  };
  const defaults = merge(undefined, parse(DEFAULTS), nothing);
  // What can't be read of it may be missing from every environment.
  const broken = problems.length > 0;
  return [...texts.keys()]
    .filter((file) => file !== DEFAULTS)
    .sort()
    .flatMap((file) => {
      const name = file.replace(/\.ya?ml$/i, '');
      const at: Origin = { file: join(dir, file), line: 1, column: 1 };
      if (!file.endsWith('.yaml') || !ENVIRONMENT_NAME.test(name)) {
        const form =
          'lower-case letters, digits and single hyphens, a letter first, 31 characters at most, and the ending .yaml';
        problems.push({ ...at, message: `is no name for an environment file: use ${form}` });
        return [];
      }
      const before = problems.length;
      const overlays = overlay?.environment === name ? overlay.assignments.map(parseOverlay) : [];
      problems.push(...overlays.flatMap((one) => one.problems));
      const own = merge(defaults, { ...parse(file), at }, nothing);
      const root = overlays.reduce(
        (under, over) => merge(under, { ...over.root, at }, nothing),
        own,
      );
      const value = plain(root);
      const parsed = environmentSchema.safeParse(value);
      const issues: readonly Issue[] = parsed.error?.issues ?? [];
      problems.push(...issues.flatMap((issue) => describeIssue(issue, root)));
      // The rules look at what the schema leaves, so that all errors come at once.
      const settings = parsed.data ?? environmentSchema.safeParse(without(value, issues)).data;
      return [{ name, at, root, sound: !broken && problems.length === before, settings }];
    });
}

/** Prefixes of the services whose actions the environments' jobs may call. */
function servicesOf(environments: readonly Environment[]): Set<string> {
  const actions = environments.flatMap(({ jobs }) => [...actionsOf(jobs)]);
  return new Set(actions.map(({ action }) => prefixOf(action)));
}

function sortProblems(problems: readonly Problem[]): Problem[] {
  const unique = new Map(problems.map((problem) => [showProblem(problem), problem]));
  return [...unique.values()].sort(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column ||
      (a.message < b.message ? -1 : 1),
  );
}

/** A problem as a compiler prints it: `file:line:column: message`. */
export function showProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}
