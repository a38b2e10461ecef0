/** `--set jobs.x.memory=1024`: a key laid over an environment's file for one command. */
import type { Node, Origin, Problem } from './source.ts';
import { parseSource } from './yaml.ts';

/** Where the value stands in the text that the parser is given. */
const BEFORE_VALUE = 'v: ';

/**
 * Reads an assignment as a file's tree whose places lead to the option:
 * `--set KEY=VALUE:1:COLUMN`. A value is YAML; null removes the key.
 */
export function parseOverlay(assignment: string): { root: Node; problems: readonly Problem[] } {
  const at: Origin = { file: `--set ${assignment}`, line: 1, column: 1 };
  const wrong = (message: string) => ({
    root: { at, value: new Map() },
    problems: [{ ...at, message }],
  });
  const equals = assignment.indexOf('=');
  const path = assignment.slice(0, Math.max(0, equals)).split('.');
  if (path.includes('') || path.includes('__proto__'))
    return wrong('is no assignment: write it as jobs.NAME.memory=1024');
  const value = assignment.slice(equals + 1);
  if (value.includes('\n')) return wrong('has several lines: write the value in one');
  if (value.trim() === '') return wrong('has no value: write null to remove the key');
  const shift = (origin: Origin): Origin => ({
    ...origin,
    column: Math.max(1, origin.column + equals + 1 - BEFORE_VALUE.length),
  });
  const source = parseSource(at.file, `${BEFORE_VALUE}${value}`);
  const leaf = source.root.value instanceof Map ? source.root.value.get('v') : undefined;
  return {
    root: path.reduceRight<Node>(
      (node, step) => ({
        at,
        value: new Map([[step, { at: node.at, keyAt: at, value: node.value }]]),
      }),
      shiftTree(leaf ?? { at, value: null }, shift),
    ),
    problems: source.problems.map((problem) => ({ ...problem, ...shift(problem) })),
  };
}

function shiftTree({ at, keyAt, value }: Node, shift: (origin: Origin) => Origin): Node {
  const shifted = (node: Node): Node => shiftTree(node, shift);
  return {
    at: shift(at),
    ...(keyAt && { keyAt: shift(keyAt) }),
    value:
      value instanceof Map
        ? new Map([...value].map(([key, child]) => [key, shifted(child)]))
        : Array.isArray(value)
          ? value.map(shifted)
          : value,
  };
}
