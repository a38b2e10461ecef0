import { adoptable } from '../aws/kept.ts';
import type { Context } from '../context.ts';
import { type Change, headline, listChanges, readChanges } from '../terraform/changes.ts';
import { type Prepared, prepare } from './prepare.ts';

/** Options of `plan`. */
export interface PlanOptions {
  readonly environment: string;
  readonly json?: boolean;
}

/** `plan <env>`: what an apply would change. Changes nothing. */
export async function planCommand(
  context: Context,
  { environment, json = false }: PlanOptions,
): Promise<void> {
  const { terminal } = context;
  const prepared = await prepare(context, environment);
  const changes = await makePlan(prepared);
  if (json) terminal.print(JSON.stringify({ environment, changes }, null, 2));
  else
    for (const line of [`plan of ${environment}: ${headline(changes)}`, ...listChanges(changes)])
      terminal.print(line);
}

/** Plans to the file that `apply` applies, adopting kept buckets of an earlier life. */
export async function makePlan({
  loaded,
  aws,
  terraform,
  configuration,
}: Prepared): Promise<readonly Change[]> {
  const { account } = loaded.environment;
  const imports = await adoptable(aws.s3, account, configuration, await terraform.stateList());
  await terraform.plan({ imports });
  return readChanges(await terraform.show());
}
