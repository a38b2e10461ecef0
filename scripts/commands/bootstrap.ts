import { join } from 'node:path';
import { GetPolicyCommand, type IAMClient } from '@aws-sdk/client-iam';
import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { BOOTSTRAP_STATE_KEY, stateBucket } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { bootstrapConfiguration } from '../../stacks/app.ts';
import { type Aws, connect } from '../aws/clients.ts';
import { importsOf, keptResources } from '../aws/kept.ts';
import { begin, checkCredentials, hasStateBucket } from '../aws/preflight.ts';
import { ECS_ROLE, hasEcsRole, makeEcsRole } from '../aws/service-role.ts';
import { confirm } from '../confirm.ts';
import { type Context, environmentOf, loadAll, refuse } from '../context.ts';
import { InputError } from '../errors.ts';
import { review } from '../review/assemble.ts';
import { readShown } from '../review/read.ts';
import { isEmpty } from '../review/verdict.ts';
import { count } from '../terminal.ts';
import type { Import } from '../terraform/driver.ts';
import { statePlace } from '../terraform/lock.ts';
import { plannedIn } from '../terraform/plan-json.ts';
import { readState } from '../terraform/state.ts';
import { applyPlan } from './apply.ts';
import { showReview } from './plan.ts';
import { alone, openTerraform, terraformFor } from './prepare.ts';

/** Options of `bootstrap`. */
export interface BootstrapOptions {
  readonly environment: string;
  /** Doesn't ask, also not on a terminal. */
  readonly yes?: boolean;
}

/** Type of the boundaries' resources. */
const POLICY = 'aws_iam_policy';

/**
 * `bootstrap <env>`: the bucket of the Terraform states, the permissions boundary of each
 * environment whose state lies in it, and ECS' own role. The one command for an administrator of the account.
 *
 * @throws InputError if any file has problems: the boundary of an environment that can't be read
 *   would be taken for one that has gone.
 */
export async function bootstrapCommand(
  context: Context,
  { environment: name, yes = false }: BootstrapOptions,
): Promise<void> {
  const { paths, env, terminal } = context;
  const loaded = await loadAll(paths);
  if (loaded.problems.length > 0) throw refuse(loaded.problems);
  const { environment } = environmentOf(loaded, name, paths);
  const others = [...loaded.environments.values()]
    .map((other) => other.environment)
    .filter((other) => other.name !== name && stateBucket(other) === stateBucket(environment));
  const binary = await terraformFor(context);
  const aws = connect(environment.region);
  await checkCredentials(aws, environment);
  const ask = (question: string): Promise<void> | undefined =>
    yes ? undefined : confirm(question, terminal);
  if (!(await hasStateBucket(aws, environment))) {
    await ask(`make the state bucket ${stateBucket(environment)}?`);
    await begin(env, () => makeStateBucket(aws, environment));
    terminal.print(`made the state bucket ${stateBucket(environment)}`);
  }
  if (!(await hasEcsRole(aws.iam))) {
    await ask(`make ECS' own role ${ECS_ROLE}?`);
    await begin(env, () => makeEcsRole(aws.iam));
    terminal.print(`made ECS' own role ${ECS_ROLE}`);
  }
  const configuration = bootstrapConfiguration([environment, ...others]);
  // No environment is named so.
  const folder = join(paths.terraform, '.bootstrap');
  const place = { ...statePlace(aws.s3, environment), key: BOOTSTRAP_STATE_KEY };
  await alone(context, { place, folder, environment: name, operation: 'bootstrap' }, async () => {
    const terraform = await openTerraform(context, {
      binary,
      folder,
      configuration,
      locate: () => undefined,
    });
    try {
      const imports = await existing(aws, environment, JSON.parse(configuration));
      await terraform.plan({ imports });
      const plan = await terraform.show();
      const read = readShown(plan);
      const made = review({ plan: read, now: new Date() });
      showReview(context, { ...made, environment: stateBucket(environment) });
      await refuseUsed(aws.iam, plan);
      if (isEmpty(made.counts)) return;
      await ask(`apply this to account ${environment.account}?`);
      await applyPlan(context, { terraform }, read);
    } finally {
      await terraform.close();
    }
  });
}

/** Versioned from the first state on; a new bucket is shut to the public and encrypted by itself. */
async function makeStateBucket({ s3 }: Aws, environment: Environment): Promise<void> {
  const { account, region } = environment;
  const Bucket = stateBucket(environment);
  const LocationConstraint = region as BucketLocationConstraint;
  await s3.send(
    new CreateBucketCommand({
      Bucket,
      // The one region that is no constraint.
      ...(region !== 'us-east-1' && { CreateBucketConfiguration: { LocationConstraint } }),
    }),
  );
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket,
      ExpectedBucketOwner: account,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
}

/** What exists under the names of this configuration, in this account, and isn't in the state. */
async function existing(
  { s3, iam }: Aws,
  environment: Environment,
  configuration: { readonly resource: Record<string, Record<string, PolicyResource>> },
): Promise<Import[]> {
  const { account } = environment;
  const managed = await readState(s3, environment, BOOTSTRAP_STATE_KEY);
  const isMissing = (wanted: string): boolean => managed.every(({ address }) => address !== wanted);
  const buckets = keptResources(configuration).filter(({ address }) => isMissing(address));
  const policies = Object.entries(configuration.resource[POLICY] ?? {}).map(
    async ([name, { path, name: policy }]): Promise<Import[]> => {
      const to = `${POLICY}.${name}`;
      const id = `arn:aws:iam::${account}:policy${path}${policy}`;
      return isMissing(to) && (await usage(iam, id)) !== undefined ? [{ to, id }] : [];
    },
  );
  return [...(await importsOf(s3, account, buckets)), ...(await Promise.all(policies)).flat()];
}

interface PolicyResource {
  readonly path: string;
  readonly name: string;
}

/** How many roles a policy bounds; undefined if there is none of that ARN. */
async function usage(iam: IAMClient, PolicyArn: string): Promise<number | undefined> {
  try {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    return Policy?.PermissionsBoundaryUsageCount ?? 0;
  } catch (error) {
    if ((error as Error).name === 'NoSuchEntityException') return undefined;
    throw error;
  }
}

/** A boundary goes with its environment, not before it: the roles would be without bounds. */
async function refuseUsed(iam: IAMClient, plan: unknown): Promise<void> {
  for (const { type, change } of plannedIn(plan)) {
    if (type !== POLICY || !change.before || !change.actions.includes('delete')) continue;
    const arn = String(change.before['arn']);
    const used = await usage(iam, arn);
    if (!used) continue;
    throw new InputError(
      `${arn} bounds ${count(used, 'role')} of an environment whose file is gone: bring the file back and run ./nightshift destroy, then bootstrap again`,
    );
  }
}
