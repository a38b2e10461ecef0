/** Outputs of the root module that change. */
import { isDeepStrictEqual } from 'node:util';
import type { Marked, OutputChange } from '../plan.ts';
import { actionsOf } from './action.ts';
import { sides } from './changes.ts';
import { type Members, members, own } from './members.ts';

/** What happens to outputs. Formats 0.x mark none as sensitive there: the configuration does. */
export function readOutputs(plan: Members): Marked<OutputChange>[] {
  return Object.entries(members(plan['output_changes']) ?? {}).flatMap(([name, change]) => {
    const [action = ''] = actionsOf(change);
    if (action === 'no-op' || action === 'read') return [];
    const { before, after, marks } = sides(change);
    const sensitive = isSensitive(plan, name);
    return {
      name,
      action: action === 'create' || action === 'delete' ? action : 'update',
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      sensitivityOnly: action === 'update' && isDeepStrictEqual(before, after),
      marks: sensitive ? { before: true, after: true } : marks,
    };
  });
}

function isSensitive(plan: Members, name: string): boolean {
  const root = own(plan['configuration'], 'root_module');
  const places = [
    own(root, 'outputs'),
    own(plan['planned_values'], 'outputs'),
    own(own(plan['prior_state'], 'values'), 'outputs'),
  ];
  return places.some((outputs) => own(own(outputs, name), 'sensitive') === true);
}
