/** What zod says about a file, in our words and at its place. */
import type { z } from 'zod';
import { near } from './hints.ts';
import { namesAt } from './keys.ts';
import { type Node, nearest, type Path, type Problem, plain, showPath } from './source.ts';

/** Something that a value lacks to fit the schema. */
export type Issue = z.core.$ZodIssue;

/** A value without its unknown keys, and without the jobs and other parts that the schema refuses. */
export function without(value: unknown, issues: readonly Issue[]): unknown {
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

/** An issue as problems, each at its key or value. */
export function describeIssue(issue: Issue, root: Node): Problem[] {
  const path = issue.path as Path;
  const { node, found } = nearest(root, path);
  if (issue.code === 'unrecognized_keys') {
    const known = namesAt(path);
    return issue.keys.map((key) => {
      const place = nearest(root, [...path, key]).node.keyAt ?? node.at;
      const guess = near(key, known);
      const remedy = guess ? `did you mean "${guess}"?` : `known here: ${known.join(', ')}`;
      return { ...place, message: `unknown key "${key}": ${remedy}` };
    });
  }
  const key = showPath(path);
  if (!found) {
    const place = node.keyAt ?? node.at;
    return [{ ...place, message: `"${key}" is missing: add it here or in defaults.yaml` }];
  }
  if (issue.code === 'invalid_key') {
    const message = issue.issues[0]?.message ?? issue.message;
    return [{ ...(node.keyAt ?? node.at), message: `"${path.at(-1)}" ${message}` }];
  }
  return [{ ...node.at, message: `${key} ${requirement(issue)}, not ${show(plain(node))}` }];
}

/** What a value would have to be: `must be at least 1 long`. */
export function requirement(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'invalid_union': {
      const choices = issue.errors.flatMap(([first]) => (first ? [requirement(first)] : []));
      return `must be ${choices.map((choice) => choice.replace(/^must be /, '')).join(', or ')}`;
    }
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${sized(issue.origin)}`;
    case 'too_big':
      return `must be at most ${issue.maximum}${sized(issue.origin)}`;
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text (in quotes)',
  record: 'a map',
  object: 'a map',
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function sized(origin: string): string {
  return origin === 'array' || origin === 'string' ? ' long' : '';
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
