/** What is done to one object, and what Terraform counts for it. */
import type { Action, TerraformCounts } from '../plan.ts';
import { type Members, own, textOf } from './members.ts';

/** The actions of a change, such as `['delete', 'create']`. */
export function actionsOf(change: unknown): string[] {
  const actions = own(change, 'actions');
  return Array.isArray(actions) ? actions.filter((one) => typeof one === 'string') : [];
}

/** What is done; undefined: it is only read. What we don't know is shown as an update. */
export function actionOf(actions: readonly string[]): Action | undefined {
  const does = (action: string): boolean => actions.includes(action);
  if (does('create')) return does('delete') || does('forget') ? 'replace' : 'create';
  if (does('delete')) return 'delete';
  if (does('forget')) return 'forget';
  if (does('read')) return undefined;
  return does('no-op') ? 'stay' : 'update';
}

/**
 * Whether a review doesn't tell of it: data sources are read, and go without a trace. What is
 * ephemeral OpenTofu lists too, as `open`; Terraform doesn't.
 */
export function isRead(resource: Members): boolean {
  const mode = own(resource, 'mode');
  return mode === 'data' || mode === 'ephemeral';
}

/**
 * Counts as `change_summary` of `terraform plan -json` does (`internal/command/views/operation.go`
 * of Terraform and OpenTofu): each object once, deposed ones too; either order of a replacement is
 * one of `add` and one of `destroy`; an import counts beside its action; moves, forgets and data
 * sources count nothing. Terraform counts nothing either for a replacement that forgets the old
 * object (`create, forget`); OpenTofu's (`forget, create`) is one of `add`.
 */
export function countChanges(resources: readonly Members[]): TerraformCounts {
  const counts = { add: 0, change: 0, destroy: 0, import: 0 };
  for (const resource of resources) {
    const change = own(resource, 'change');
    const actions = actionsOf(change).join();
    if (isRead(resource) && actions === 'delete') continue;
    if (isImport(change)) counts.import++;
    for (const name of COUNTED.get(actions) ?? []) counts[name]++;
  }
  return counts;
}

const COUNTED: ReadonlyMap<string, readonly (keyof TerraformCounts)[]> = new Map([
  ['create', ['add']],
  ['update', ['change']],
  ['delete', ['destroy']],
  ['create,delete', ['add', 'destroy']],
  ['delete,create', ['add', 'destroy']],
  ['forget,create', ['add']],
]);

/** Whether the object exists and comes under Terraform. */
export function isImport(change: unknown): boolean {
  const importing = own(change, 'importing');
  return typeof importing === 'object' && importing !== null;
}

/** Whether it had another address before. */
export function isMove(resource: Members): boolean {
  const previous = textOf(resource, 'previous_address');
  return previous !== undefined && previous !== textOf(resource, 'address');
}
