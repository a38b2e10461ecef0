/** Files below `environments/` -> checked environments, or every problem of every file at once. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { RULES } from './rules/index.ts';
import { complete, ENVIRONMENT_NAME, type Environment, environmentSchema } from './schema.ts';
import {
  leaves,
  merge,
  type Node,
  nearest,
  type Origin,
  type Path,
  type Problem,
  parseSource,
  placeOf,
  plain,
  showPath,
} from './source.ts';

const DEFAULTS = 'defaults.yaml';

/** One environment as its files say it, with the place each value comes from. */
export interface LoadedEnvironment {
  readonly environment: Environment;
  /** The environment's own file. */
  readonly file: string;
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
}

/** Where to look. */
export interface LoadProps {
  /** The folder of the environment files; messages show it as given. */
  readonly dir: string;
  /** Handlers that exist; absent, their existence isn't checked. */
  readonly handlers?: ReadonlySet<string>;
  /** Reads a folder's files; for tests. @default the file system */
  readonly read?: (dir: string) => ReadonlyMap<string, string>;
}

/** Loads and checks all environments of a folder. Reads, and changes nothing. */
export function load({ dir, handlers, read = readFolder }: LoadProps): Loaded {
  const texts = read(dir);
  const problems: Problem[] = [];
  const parse = (file: string): Node => {
    const { root, problems: found } = parseSource(join(dir, file), texts.get(file) ?? '');
    problems.push(...found);
    return root;
  };
  const defaults = parse(DEFAULTS);
  // What can't be read of it may be missing from every environment.
  const broken = problems.length > 0;
  const names: string[] = [];
  const environments = new Map<string, LoadedEnvironment>();
  for (const file of [...texts.keys()].filter((name) => name !== DEFAULTS).sort()) {
    const name = file.replace(/\.ya?ml$/, '');
    const at: Origin = { file: join(dir, file), line: 1, column: 1 };
    if (!file.endsWith('.yaml') || !ENVIRONMENT_NAME.test(name)) {
      const form = 'lower-case letters, digits and hyphens, a letter first, and the ending .yaml';
      problems.push({ ...at, message: `is no name for an environment file: use ${form}` });
      continue;
    }
    names.push(name);
    const before = problems.length;
    const root = merge(defaults, { ...parse(file), at });
    const environment = check(name, root, handlers, problems);
    if (broken || !environment || problems.length > before) continue;
    environments.set(name, {
      environment,
      file: at.file,
      origin: (path) => placeOf(nearest(root, path).node),
      values: () =>
        [...leaves(root)].map(({ path, node }) => ({ path, value: node.value, origin: node.at })),
    });
  }
  return { environments, names, problems: sortProblems(problems) };
}

function readFolder(dir: string): Map<string, string> {
  const files = readdirSync(dir).filter((file) => /\.ya?ml$/.test(file));
  return new Map(files.map((file) => [file, readFileSync(join(dir, file), 'utf8')]));
}

function check(
  name: string,
  root: Node,
  handlers: ReadonlySet<string> | undefined,
  problems: Problem[],
): Environment | undefined {
  for (const rule of RULES) {
    for (const { path, node } of rule.text ? leaves(root) : []) {
      const message = rule.text?.(path, node.value);
      if (message) problems.push({ ...node.at, message });
    }
  }
  const value = plain(root);
  const parsed = environmentSchema.safeParse(value);
  const issues = parsed.error?.issues ?? [];
  problems.push(...issues.flatMap((issue) => describe(issue, root)));
  // The rules look at what the schema leaves, so that all errors come at once.
  const sound = parsed.data ?? environmentSchema.safeParse(without(value, issues)).data;
  if (!sound) return undefined;
  const environment = complete(name, sound);
  for (const rule of RULES) {
    for (const { path, message } of rule.check?.(environment, { handlers }) ?? []) {
      problems.push({ ...placeOf(nearest(root, path).node), message });
    }
  }
  return environment;
}

/** A value without its unknown keys, and without the jobs and other parts that the schema refuses. */
function without(value: unknown, issues: readonly Issue[]): unknown {
  const rest = structuredClone(value) as Record<string, unknown>;
  for (const issue of issues) {
    const path = issue.path as Path;
    const lost =
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => [...path, key])
        : [path[0] === 'jobs' ? path.slice(0, 2) : path];
    for (const steps of lost) {
      const parent = steps.slice(0, -1).reduce<unknown>(at, rest);
      if (typeof parent === 'object' && parent !== null)
        Reflect.deleteProperty(parent, steps.at(-1) ?? '');
    }
  }
  return rest;
}

function at(value: unknown, step: string | number): unknown {
  return (value as Record<string, unknown> | undefined)?.[step];
}

type Issue = z.core.$ZodIssue;

/** A zod issue as problems in our words, each at its key or value. */
function describe(issue: Issue, root: Node): Problem[] {
  const path = issue.path as Path;
  const { node, found } = nearest(root, path);
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path);
    return issue.keys.map((key) => {
      const at = nearest(root, [...path, key]).node.keyAt ?? node.at;
      const guess = known.length > 0 ? closest(key, known) : undefined;
      const near = guess !== undefined && distance(key, guess) <= Math.max(2, key.length / 3);
      const remedy = near ? `did you mean "${guess}"?` : `known here: ${known.join(', ')}`;
      return { ...at, message: `unknown key "${key}": ${remedy}` };
    });
  }
  const key = showPath(path);
  if (!found) {
    return [
      { ...(node.keyAt ?? node.at), message: `"${key}" is missing: add it here or in ${DEFAULTS}` },
    ];
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? issue.message;
    return [{ ...(node.keyAt ?? node.at), message: `"${path.at(-1)}" ${message}` }];
  }
  return [{ ...node.at, message: `${key} ${requirement(issue)}, not ${show(plain(node))}` }];
}

function requirement(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${{ string: 'text (in quotes)', record: 'a map', object: 'a map', array: 'a list', int: 'a whole number' }[issue.expected as string] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_small':
      return `must be at least ${issue.minimum}${issue.origin === 'array' || issue.origin === 'string' ? ' long' : ''}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Keys that the schema knows at a path. */
function keysAt(path: Path): string[] {
  let schema: unknown = environmentSchema;
  for (const step of path) schema = child(unwrap(schema), step);
  const { shape } = unwrap(schema) as { shape?: Record<string, unknown> };
  return Object.keys(shape ?? {});
}

interface ZodInternals {
  readonly shape?: Record<string, unknown>;
  readonly valueType?: unknown;
  readonly element?: unknown;
  readonly def?: { readonly innerType?: unknown };
}

function child(schema: unknown, step: string | number): unknown {
  const { shape, valueType, element } = schema as ZodInternals;
  return shape?.[step] ?? valueType ?? element;
}

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while ((inner as ZodInternals | undefined)?.def?.innerType)
    inner = (inner as ZodInternals).def?.innerType;
  return inner ?? {};
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
