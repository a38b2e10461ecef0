/** What a plan found changed behind Terraform's back. */
import { driftIn, plannedIn, type ResourceChange } from './plan-json.ts';

/**
 * Says which resources were deleted or changed by hand. What differs without making a change
 * necessary, such as a date, doesn't count.
 *
 * @param plan the output of `terraform show -json`.
 */
export function tellDrift(plan: unknown): string[] {
  const planned = new Map(plannedIn(plan).map(({ address, change }) => [address, change]));
  return driftIn(plan).flatMap(({ address, change }) => {
    const next = planned.get(address);
    if (!next || next.actions.every((action) => action === 'no-op')) return [];
    if (change.actions.includes('delete'))
      return [`${address} was deleted by hand: it is made again`];
    const names = changedAttributes(change).filter((name) =>
      changedAttributes(next).includes(name),
    );
    return names.length > 0
      ? [`${address} was changed by hand (${names.join(', ')}): it is put back`]
      : [];
  });
}

function changedAttributes({ before, after }: ResourceChange['change']): string[] {
  return Object.keys({ ...before, ...after }).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
}
