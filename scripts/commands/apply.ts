import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { duration } from '../terminal.ts';
import { type Change, headline } from '../terraform/changes.ts';
import { followApply } from '../terraform/progress.ts';
import { makePlan, showPlan } from './plan.ts';
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
  await prepare(context, environment, async (prepared) => {
    const changes = await makePlan(prepared);
    showPlan(context, environment, changes);
    if (changes.length === 0) return;
    if (!yes) await confirm(`apply this to ${environment}?`, context.terminal);
    await applyPlan(context, prepared, changes);
  });
}

/** Applies the plan that `makePlan` made, and says so. */
export async function applyPlan(
  { terminal }: Context,
  { terraform }: Pick<Prepared, 'terraform'>,
  changes: readonly Change[],
): Promise<void> {
  const started = Date.now();
  await terraform.apply(followApply(changes.length, terminal));
  const done = headline(changes).replaceAll(
    /to (create|import|change|replace|destroy|forget)/g,
    (_, verb: string) => past(verb),
  );
  terminal.print(`applied in ${duration((Date.now() - started) / 1000)}: ${done}`);
}

function past(verb: string): string {
  if (verb === 'forget') return 'forgotten';
  return verb.endsWith('e') ? `${verb}d` : `${verb}ed`;
}
