import { checkExistingNetwork } from '../aws/existing-network.ts';
import { adoptable } from '../aws/kept.ts';
import { adoptableNamed } from '../aws/kept-named.ts';
import type { Context } from '../context.ts';
import { InputError } from '../errors.ts';
import { type Change, headline, listChanges, readChanges } from '../terraform/changes.ts';
import { locator } from '../terraform/messages.ts';
import { configured, leaving, refuseLoss, sayKept } from '../terraform/retain.ts';
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
 * Plans to the file that `apply` applies, adopting kept buckets of an earlier life, and letting go
 * of data that the files no longer name.
 *
 * @throws InputError if data would be lost, or if tasks could not start in the existing network
 *   that the file names. A destroy doesn't ask: that network may be gone already.
 */
export async function makePlan(prepared: Prepared): Promise<readonly Change[]> {
  const { loaded, aws, terraform, configuration } = prepared;
  const { removalPolicy } = loaded.environment;
  await checkExistingNetwork(aws.ec2, loaded);
  const managed = await terraform.state();
  const addresses = managed.map(({ address }) => address);
  const wanted = configured(configuration);
  const imports = [
    ...(await adoptable(aws.s3, loaded.environment, configuration, addresses)),
    ...(await adoptableNamed(aws, loaded.environment, wanted, addresses)),
  ];
  const retained = removalPolicy === 'retain' ? leaving(managed, wanted) : [];
  const forgets = retained.map(({ address }) => address);
  await terraform.plan({ imports, forgets }).catch((error) => {
    throw protectedBucket(error) ?? error;
  });
  const plan = await terraform.show();
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
