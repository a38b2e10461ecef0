/** One form for the many spellings of a policy document, so that equal ones are equal values. */
import { mapTree } from './map.ts';
import type { Tree, Value } from './plan.ts';
import { elements, fingerprint, isList, isTree, member } from './value.ts';

/** Whether a value is a policy as AWS writes one. */
export function isPolicy(value: Value | undefined): value is Tree {
  const statement = member(value, 'Statement');
  return isTree(statement) || (isList(statement) && statement.every(isTree));
}

/** Kept, since a diff wants it and what explains permissions wants it again. */
const forms = new WeakMap<Tree, Tree>();

/** A policy of which each list is written as one, without doubles, in an order of its own. */
export function policyForm(policy: Tree): Tree {
  const form = forms.get(policy) ?? formOf(policy);
  forms.set(policy, form);
  return form;
}

function formOf(policy: Tree): Tree {
  return mapMembers(policy, (name, value) =>
    name === 'Statement' ? inOrder(elements(value).map(statementForm)) : value,
  );
}

function statementForm(statement: Value): Value {
  return mapMembers(statement, (name, value) => {
    if (/^(Not)?(Action|Resource)$/.test(name)) return inOrder(elements(value));
    if (/^(Not)?Principal$/.test(name)) return mapMembers(value, (_, who) => texts(who));
    if (name !== 'Condition') return value;
    return mapMembers(value, (_, keys) => mapMembers(keys, (_, wanted) => texts(wanted)));
  });
}

/** `"x"` is `["x"]`, and in conditions `true` is `"true"`. */
function texts(value: Value): Value {
  const plain = elements(value).map((one) =>
    typeof one === 'boolean' || typeof one === 'number' ? String(one) : one,
  );
  return inOrder(plain);
}

/** Any value but a tree stays as it is. */
function mapMembers(value: Value, form: (name: string, value: Value) => Value): Tree;
function mapMembers(value: Value, form: (name: string, value: Value) => Value): Value {
  return isTree(value) ? mapTree(value, (one: Value, name) => form(name, one)) : value;
}

/** Most lists are written in an order of their own, without doubles; one of words needs no forms to tell. */
function isInOrder(value: Value, index: number, all: readonly Value[]): boolean {
  if (typeof value !== 'string' || !/^[\w:*./-]+$/.test(value)) return false;
  return index === 0 || String(all[index - 1]) < value;
}

function inOrder(values: readonly Value[]): readonly Value[] {
  if (values.length < 2 || values.every(isInOrder)) return values;
  const byForm = new Map(values.map((value) => [fingerprint(value), value]));
  return [...byForm.keys()].sort().map((form) => byForm.get(form) ?? null);
}
