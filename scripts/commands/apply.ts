import { adoptionRemedies } from '../adoption/remedy.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { FailedError } from '../errors.ts';
import type { MarkedPlan } from '../review/plan.ts';
import { countChanges, isEmpty, sayCountsOf } from '../review/verdict.ts';
import { count, duration } from '../terminal.ts';
import { TerraformError } from '../terraform/driver.ts';
import { followApply } from '../terraform/progress.ts';
import { remediesFor } from '../terraform/remedies.ts';
import { tryCompared } from './compared.ts';
import { commitsIn, makePlan, reviewOf, showReview } from './plan.ts';
import { type Prepared, prepare } from './prepare.ts';

/** Options of `apply`. */
export interface ApplyOptions {
  readonly environment: string;
  /** Doesn't ask, also not on a terminal. */
  readonly yes?: boolean;
}

/** `apply <env>`: plans, shows the plan, asks on a terminal, and applies that very plan. */
export async function applyCommand(
  context: Context,
  { environment, yes = false }: ApplyOptions,
): Promise<void> {
  const compared = await tryCompared(context, environment, {});
  await prepare(context, environment, async (prepared) => {
    const plan = await makePlan(prepared);
    const commits = await commitsIn(prepared, plan);
    const review = reviewOf(prepared, plan, { compared, commits });
    showReview(context, review);
    if (isEmpty(review.counts)) return;
    if (!yes) await confirm(`apply this to ${environment}?`, context.terminal);
    await applyPlan(context, prepared, plan);
  });
}

/** What `applyPlan` needs; the last two only to say more of what fails. */
type Applied = Pick<Prepared, 'terraform'> & Partial<Pick<Prepared, 'loaded' | 'configuration'>>;

/** Applies the plan that `makePlan` made, and says so. */
export async function applyPlan(
  { terminal }: Context,
  prepared: Applied,
  plan: MarkedPlan,
): Promise<void> {
  const started = Date.now();
  const follow = followApply(plan.changes.length, terminal);
  let completed = 0;
  await prepared.terraform
    .apply((message) => {
      if (message.type === 'apply_complete') completed++;
      follow(message);
    })
    .catch((error) => {
      throw error instanceof TerraformError ? withRemedies(error, completed, prepared) : error;
    });
  const done = sayCountsOf(countChanges(plan.changes, plan.outputs), 'done');
  terminal.print(`applied in ${duration((Date.now() - started) / 1000)}: ${done}`);
}

/** The error, with what was done nevertheless and what to do. */
function withRemedies(
  { message, errors }: TerraformError,
  completed: number,
  { loaded, configuration }: Applied,
): FailedError {
  const remedies = [
    ...(loaded ? adoptionRemedies(errors, configuration, loaded.environment) : []),
    ...remediesFor(message),
  ];
  const kept = `${count(completed, 'resource')} changed before that, and ${completed === 1 ? 'is' : 'are'} kept: the next apply goes on from there`;
  return new FailedError([message, ...remedies, ...(completed > 0 ? [kept] : [])].join('\n'));
}
