/** Secrets that a plan knows outside of its changes: they may stand unmarked within them. */
import { judgeName } from '../hide/names.ts';
import type { Value } from '../plan.ts';
import { listOf, type Members, members, own } from './members.ts';
import { readValue } from './value.ts';

/**
 * Values of sensitive variables, which formats 0.x don't mark, and whatever is marked in the
 * states before and after and in actions.
 */
export function readSecrets(plan: Members): Value[] {
  const states = [plan['planned_values'], own(plan['prior_state'], 'values')];
  return [
    ...variablesOf(plan),
    ...states.flatMap((state) => [
      ...outputsOf(own(state, 'outputs')),
      ...moduleOf(own(state, 'root_module')),
    ]),
    ...changesOf(plan['resource_changes']),
    ...listOf(plan['action_invocations']).flatMap((one) =>
      marked(one['config_values'], one['config_sensitive']),
    ),
  ];
}

function variablesOf(plan: Members): Value[] {
  const declared = own(own(plan['configuration'], 'root_module'), 'variables');
  return Object.entries(members(plan['variables']) ?? {})
    .filter(([name]) => own(own(declared, name), 'sensitive') === true || judgeName(name).secret)
    .map(([, variable]) => readValue(own(variable, 'value')));
}

function outputsOf(outputs: unknown): Value[] {
  return Object.values(members(outputs) ?? {})
    .filter((output) => own(output, 'sensitive') === true)
    .map((output) => readValue(own(output, 'value')));
}

/** Modules lie in modules; a list of those still to do knows no depth. */
function moduleOf(root: unknown): Value[] {
  const found: Value[] = [];
  const modules = listOf([root]);
  for (let module = modules.pop(); module; module = modules.pop()) {
    modules.push(...listOf(module['child_modules']));
    for (const { values, sensitive_values } of listOf(module['resources']))
      found.push(...marked(values, sensitive_values));
  }
  return found;
}

/** Those that stay as they are are no changes to a review, and have secrets all the same. */
function changesOf(changes: unknown): Value[] {
  return listOf(changes).flatMap(({ change }) => [
    ...marked(own(change, 'before'), own(change, 'before_sensitive')),
    ...marked(own(change, 'after'), own(change, 'after_sensitive')),
  ]);
}

/** The values under marks. */
function marked(value: unknown, marks: unknown): Value[] {
  if (marks === true) return [readValue(value)];
  if (typeof marks !== 'object' || marks === null) return [];
  return Object.entries(marks).flatMap(([name, below]) => marked(own(value, name), below));
}
