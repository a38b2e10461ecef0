/** Takes the secrets out of a plan: whatever comes later can't leak one. */
import type { MarkedPlan, Plan } from '../plan.ts';
import { Eraser } from './erase.ts';
import { Judge } from './judge.ts';
import { textsIn } from './rules.ts';

interface HideOptions {
  /**
   * Further names of secrets: patterns with `*` and `?` such as `*_pin`, for an attribute's name
   * or for its path with the type before it, `aws_db_instance.username`. None by default.
   */
  readonly names?: readonly string[];
}

/**
 * The plan without its secrets. First each value is judged where it stands, by `RULES`; then all
 * other texts of the plan, keys and addresses too, are searched for the secrets that were found.
 * Time grows with the size of the plan alone.
 */
export function hide(plan: MarkedPlan, { names = [] }: HideOptions = {}): Plan {
  const judge = new Judge(names);
  const changes = plan.changes.map((change) => judge.change(change));
  const outputs = plan.outputs.map((output) => judge.output(output));
  const drift = plan.drift.map((change) => judge.change(change));
  for (const change of plan.silent) judge.change(change);
  for (const text of plan.secrets.flatMap(textsIn)) judge.secrets.add(text);
  const eraser = new Eraser(judge);
  const { formatVersion, terraformVersion, counts, complete, errored } = plan;
  return {
    formatVersion: eraser.text(formatVersion),
    ...(terraformVersion !== undefined && { terraformVersion: eraser.text(terraformVersion) }),
    changes: changes.map((change) => eraser.change(change)),
    outputs: outputs.map((output) => eraser.output(output)),
    drift: drift.map((change) => eraser.change(change)),
    checks: plan.checks.map(({ address, status, problems }) => ({
      address: eraser.address(address),
      status,
      problems: problems.map((problem) => eraser.text(problem)),
    })),
    counts,
    complete,
    errored,
    invocations: plan.invocations.map(({ address, event, resource }) => ({
      address: eraser.address(address),
      ...(event !== undefined && { event: eraser.text(event) }),
      ...(resource !== undefined && { resource: eraser.address(resource) }),
    })),
    deferred: plan.deferred.map(({ address, reason }) => ({
      address: eraser.address(address),
      reason: eraser.text(reason),
    })),
  };
}
