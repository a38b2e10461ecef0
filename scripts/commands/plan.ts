import { checkExistingNetwork } from '../aws/existing-network.ts';
import { adoptable } from '../aws/kept.ts';
import type { Context } from '../context.ts';
import { type Change, headline, listChanges, readChanges } from '../terraform/changes.ts';
import { readState } from '../terraform/state.ts';
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
  const changes = await prepare(context, environment, makePlan, { overlay });
  if (json) context.terminal.print(JSON.stringify({ environment, changes }, null, 2));
  else showPlan(context, environment, changes);
}

/**
 * Plans to the file that `apply` applies, adopting kept buckets of an earlier life.
 *
 * @throws InputError if tasks could not start in the existing network that the file names. A
 *   destroy doesn't ask: that network may be gone already.
 */
export async function makePlan(prepared: Prepared): Promise<readonly Change[]> {
  const { loaded, aws, terraform, configuration } = prepared;
  await checkExistingNetwork(aws.ec2, loaded);
  const managed = await readState(aws.s3, loaded.environment);
  const addresses = managed.map(({ address }) => address);
  const imports = await adoptable(aws.s3, loaded.environment, configuration, addresses);
  await terraform.plan({ imports });
  return readChanges(await terraform.show());
}

/** Prints a plan: the headline, then the changes. */
export function showPlan(
  { terminal }: Context,
  environment: string,
  changes: readonly Change[],
): void {
  terminal.print(`plan of ${environment}: ${headline(changes)}`);
  for (const line of listChanges(changes)) terminal.print(line);
}
