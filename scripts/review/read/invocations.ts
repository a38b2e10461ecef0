/** Actions of providers that the apply runs, and what is put off to a later plan. */
import type { Invocation, Plan } from '../plan.ts';
import { addressOf } from './changes.ts';
import { listOf, type Members, members, own, textOf } from './members.ts';

/** `action_invocations` of Terraform 1.14 and later. Their settings are not read. */
export function readInvocations(plan: Members): Invocation[] {
  return listOf(plan['action_invocations']).map((one) => {
    const trigger = one['lifecycle_action_trigger'];
    const event = textOf(trigger, 'action_trigger_event');
    const resource = textOf(trigger, 'triggering_resource_address');
    return {
      address: addressOf(one),
      ...(event !== undefined && { event: snake(event) }),
      ...(resource !== undefined && { resource }),
    };
  });
}

/** Changes and actions that wait for another plan, with Terraform's reason. */
export function readDeferred(plan: Members): Plan['deferred'] {
  const of = (list: string, member: string): Plan['deferred'] =>
    listOf(plan[list]).map((one) => ({
      address: addressOf(members(own(one, member)) ?? {}),
      reason: textOf(one, 'reason') ?? 'unknown',
    }));
  return [
    ...of('deferred_changes', 'resource_change'),
    ...of('deferred_action_invocations', 'action_invocation'),
  ];
}

/** `AfterUpdate` as `after_update`: versions write it either way. */
function snake(event: string): string {
  return event.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
}
