/** From the JSON of a plan, of any provider and any author, to what the review works on. */
import type { Change, Marked, MarkedPlan } from './plan.ts';
import { countChanges } from './read/action.ts';
import { isTold, readChanges } from './read/changes.ts';
import { readChecks } from './read/checks.ts';
import { findPlan } from './read/document.ts';
import { readDeferred, readInvocations } from './read/invocations.ts';
import { listOf, type Members, members, textOf } from './read/members.ts';
import { readOutputs } from './read/outputs.ts';
import { readSecrets } from './read/secrets.ts';

/**
 * Reads the output of `terraform show -json` or `tofu show -json`, formats 0.1 to 1.x. What a CI's
 * wrapper printed around it is left out.
 *
 * @throws InputError in one line: what the text looks like instead, and the remedy.
 */
export function readPlan(text: string): MarkedPlan {
  return understand(findPlan(text));
}

/** Reads what this repository's own Terraform showed: the parsed JSON of `terraform show -json`. */
export function readShown(shown: unknown): MarkedPlan {
  return understand(members(shown) ?? {});
}

function understand(plan: Members): MarkedPlan {
  const deferred = readDeferred(plan);
  const planned = readChanges(plan['resource_changes']);
  const drift = readChanges(plan['resource_drift']).filter(isTold);
  const all = [...planned, ...movesOf(drift, planned)];
  const terraformVersion = textOf(plan, 'terraform_version');
  return {
    formatVersion: textOf(plan, 'format_version') ?? '',
    ...(terraformVersion !== undefined && { terraformVersion }),
    changes: all.filter(isTold),
    silent: all.filter((change) => !isTold(change)),
    outputs: readOutputs(plan),
    drift,
    checks: readChecks(plan['checks']),
    counts: countChanges(listOf(plan['resource_changes'])),
    // Only Terraform 1.8 and later say so; before there was nothing to put off.
    complete: plan['complete'] !== false && deferred.length === 0,
    errored: plan['errored'] === true,
    invocations: readInvocations(plan),
    deferred,
    secrets: readSecrets(plan),
  };
}

/** A plan that only refreshes lists what was renamed as drift; any other plans it. */
function movesOf(
  drift: readonly Marked<Change>[],
  planned: readonly Marked<Change>[],
): readonly Marked<Change>[] {
  if (planned.length > 0) return [];
  return drift.filter(
    ({ action, previousAddress }) => action === 'stay' && previousAddress !== undefined,
  );
}
