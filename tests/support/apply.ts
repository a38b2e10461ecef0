/** Applies of a test's environment, step by step. */
import { makePlan } from '../../scripts/commands/plan.ts';
import { prepare } from '../../scripts/commands/prepare.ts';
import type { Change } from '../../scripts/review/plan.ts';
import type { Message } from '../../scripts/terraform/messages.ts';
import type { TestWorld } from './world.ts';

/** A resource that something begins, or ends, to be done to. */
export interface Step {
  readonly at: 'start' | 'complete';
  /** `create`, `update` or `delete`, as Terraform says it. */
  readonly action: string;
  readonly address: string;
}

const MOMENTS: Readonly<Record<string, Step['at']>> = {
  apply_start: 'start',
  apply_complete: 'complete',
};

/**
 * Applies the file of an environment, and plans once more.
 *
 * @param onStep told of each step as it is taken.
 * @returns the steps in their order, and what the second plan would still change.
 */
export async function applyInSteps(
  { context }: TestWorld,
  environment: string,
  onStep: (step: Step) => void = () => undefined,
): Promise<{ steps: readonly Step[]; again: readonly Change[] }> {
  const steps: Step[] = [];
  const note = ({ type, hook }: Message): void => {
    const at = MOMENTS[type];
    if (!at || !hook?.resource) return;
    const step = { at, action: hook.action ?? '', address: hook.resource.addr };
    steps.push(step);
    onStep(step);
  };
  const again = await prepare(context, environment, async (prepared) => {
    await makePlan(prepared);
    await prepared.terraform.apply(note);
    return (await makePlan(prepared)).changes;
  });
  return { steps, again };
}
