import { MOVED } from '../../stacks/moved.ts';
import { tellOrphans } from '../adoption/orphans.ts';
import { planAdopting } from '../adoption/plan.ts';
import { checkExistingNetwork } from '../aws/existing-network.ts';
import { listOwned } from '../aws/owned.ts';
import type { Context } from '../context.ts';
import { InputError } from '../errors.ts';
import { type Change, headline, listChanges, readChanges } from '../terraform/changes.ts';
import { tellDrift } from '../terraform/drift.ts';
import { locator } from '../terraform/messages.ts';
import { configured, leaving, refuseLoss, sayKept } from '../terraform/retain.ts';
import { moved, readState } from '../terraform/state.ts';
import { type Prepared, prepare } from './prepare.ts';

/** Options of `plan`. */
export interface PlanOptions {
  readonly environment: string;
  /** Assignments as if the file said so, such as `jobs.flight-delays.memory=1024`. @default none */
  readonly set?: readonly string[];
  readonly json?: boolean;
}

/** `plan <env>`: what an apply would change. Changes nothing. */
export async function planCommand(
  context: Context,
  { environment, set = [], json = false }: PlanOptions,
): Promise<void> {
  const overlay = { environment, assignments: set };
  const changes = await prepare(context, environment, makePlan, {
    overlay,
    operation: 'look',
  });
  if (json) context.terminal.print(JSON.stringify({ environment, changes }, null, 2));
  else showPlan(context, environment, changes);
}

/**
 * Plans to the file that `apply` applies, adopting what an earlier life or an apply that was cut
 * off has left, and letting go of data that the files no longer name.
 *
 * @throws InputError if data would be lost, or if tasks could not start in the existing network
 *   that the file names. A destroy doesn't ask: that network may be gone already.
 */
export async function makePlan(prepared: Prepared): Promise<readonly Change[]> {
  const { loaded, aws, terraform, terminal, recovering, configuration } = prepared;
  const { environment } = loaded;
  const { removalPolicy } = environment;
  const [state, owned] = await Promise.all([
    readState(aws.s3, environment),
    listOwned(aws, environment),
    checkExistingNetwork(aws.ec2, loaded),
  ]);
  const managed = moved(state, MOVED);
  const retained = removalPolicy === 'retain' ? leaving(managed, configured(configuration)) : [];
  const { plan, orphans } = await planAdopting(
    {
      terraform,
      ec2: aws.ec2,
      ...(recovering && { lookAgain: () => listOwned(aws, environment) }),
    },
    environment,
    { place: environment, configuration, managed, owned },
    { forgets: retained.map(({ address }) => address), moves: MOVED },
  ).catch((error) => {
    throw protectedBucket(error) ?? error;
  });
  for (const line of tellOrphans(orphans, environment.name)) terminal.note(line);
  for (const line of tellDrift(plan)) terminal.note(line);
  refuseLoss(plan, removalPolicy, locator(JSON.stringify(configuration), loaded.origin));
  return readChanges(plan);
}

/** Terraform's own refusal to replace a protected bucket is one of ours: nothing was done. */
function protectedBucket({ message }: Error): InputError | undefined {
  return message.includes('Instance cannot be destroyed') ? new InputError(message) : undefined;
}

/** Prints a plan: the headline, the data that is let go of, then the changes. */
export function showPlan(
  { terminal }: Context,
  environment: string,
  changes: readonly Change[],
): void {
  terminal.print(`plan of ${environment}: ${headline(changes)}`);
  for (const { keeps } of changes) if (keeps !== undefined) terminal.print(`  ${sayKept(keeps)}`);
  for (const line of listChanges(changes)) terminal.print(line);
}
