/** A change as the lines of a diff, whatever shows them. Not escaped yet. */
import type { FieldChange } from '../finding.ts';
import { stepInto } from '../naming.ts';
import { type Path, UNKNOWN, type Value } from '../plan.ts';
import type { Proof } from '../review.ts';
import { isNothing, isTree, member } from '../value.ts';
import { type DiffLine, fieldLines } from './field-lines.ts';
import { cutAt, DEEPEST, inline } from './values.ts';

/** A map of at most so many members is shown with those that stay: a statement of a policy. */
const SMALL = 6;

/** What differs, with a little of what is around it; what is only known later in one line. */
export function* diffLines({ change, fields, revision }: Proof): Generator<DiffLine> {
  const later = fields.filter(isLater);
  const root: Node = { steps: new Map(), fields: [] };
  // A new revision replaces nothing: the old one stays.
  for (const field of fields)
    if (!isLater(field)) put(root, revision ? { ...field, forces: false } : field);
  const around = change.after ?? change.before;
  for (const [step, node] of root.steps)
    yield* nodeLines(node, showStep(step, undefined), stepInto(around, step), 0);
  if (later.length > 0) {
    const names = later.map(({ path }) => showPath(path)).join(', ');
    yield { sign: '#', depth: 0, text: `known after apply: ${names}` };
  }
}

/** A path as one reads it: `container_definitions[app].image`. */
export function showPath(path: Path): string {
  return path.map((step, index) => (index === 0 ? showStep(step, undefined) : join(step))).join('');
}

function join(step: string | number): string {
  return typeof step === 'number' ? `[${step}]` : /^\w+$/.test(step) ? `.${step}` : `[${step}]`;
}

/** What a provider computes says nothing before the apply, unless it forces a replacement. */
function isLater({ path, after, forces }: FieldChange): boolean {
  return after === UNKNOWN && !forces && path.length <= 1;
}

/** Fields by their steps, so that what lies together is shown together. */
interface Node {
  readonly steps: Map<string | number, Node>;
  /** Several where a list lost one element and got another at the same place: what goes first. */
  readonly fields: FieldChange[];
}

function put(root: Node, field: FieldChange): void {
  const { path } = field;
  const steps =
    path.length <= DEEPEST
      ? path
      : [...path.slice(0, DEEPEST - 1), showPath(path.slice(DEEPEST - 1))];
  let node = root;
  for (const step of steps.length > 0 ? steps : ['(all)']) {
    const next = node.steps.get(step) ?? { steps: new Map(), fields: [] };
    node.steps.set(step, next);
    node = next;
  }
  if (field.after === undefined) node.fields.unshift(field);
  else node.fields.push(field);
}

function* nodeLines(
  node: Node,
  label: string,
  around: Value | undefined,
  depth: number,
): Generator<DiffLine> {
  for (const field of node.fields) yield* fieldLines(label, field, depth);
  if (node.steps.size === 0) return;
  const beside = siblings(node, around);
  const [only] = node.steps.size === 1 && beside.size === 0 ? node.steps : [];
  if (only) {
    const [step, next] = only;
    yield* nodeLines(next, label + showStep(step, around ?? {}), stepInto(around, step), depth);
    return;
  }
  yield { sign: ' ', depth, text: label };
  const list = Array.isArray(around);
  const steps = [...node.steps.keys(), ...beside.keys()];
  if (!list) steps.sort((one, other) => (String(one) < String(other) ? -1 : 1));
  for (const step of steps) {
    const next = node.steps.get(step);
    const name = list ? `[${step}]` : String(step);
    if (next) yield* nodeLines(next, name, stepInto(around, step), depth + 1);
    else yield { sign: ' ', depth: depth + 1, text: `${name}: ${beside.get(String(step))}` };
  }
}

/** What stays in a small map inside of an attribute, each in one line. */
function siblings(node: Node, around: Value | undefined): Map<string, string> {
  const found = new Map<string, string>();
  if (!isTree(around)) return found;
  const names = Object.keys(around);
  if (names.length > SMALL) return found;
  for (const name of names) {
    const value = member(around, name);
    if (node.steps.has(name) || isNothing(value)) continue;
    found.set(name, cutAt(inline(value)));
  }
  return found;
}

function showStep(step: string | number, inside: Value | undefined): string {
  if (inside === undefined) return String(step);
  return Array.isArray(inside) ? `[${step}]` : join(step);
}
