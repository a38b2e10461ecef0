import { DeleteRepositoryCommand, type ECRClient } from '@aws-sdk/client-ecr';
import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListTasksCommand,
  paginateListTaskDefinitionFamilies,
  paginateListTaskDefinitions,
} from '@aws-sdk/client-ecs';
import { jobNames, sharedNames } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { EXTENSIONS_FILE } from '../../stacks/extension-origin.ts';
import { keptResources, protectedResources } from '../aws/kept.ts';
import { begin } from '../aws/preflight.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { InputError } from '../errors.ts';
import { readShown } from '../review/read.ts';
import { count } from '../terminal.ts';
import { configured, leaving, refuseLoss } from '../terraform/retain.ts';
import { type Managed, readState } from '../terraform/state.ts';
import { applyPlan } from './apply.ts';
import { type Prepared, prepare } from './prepare.ts';

/** Options of `destroy`. */
export interface DestroyOptions {
  readonly environment: string;
  /** Doesn't ask, also not on a terminal. */
  readonly yes?: boolean;
}

/**
 * `destroy <env>`: all goes, but for the data buckets, which the next apply adopts. With
 * `removalPolicy: destroy` they go too.
 */
export async function destroyCommand(
  context: Context,
  { environment: name, yes = false }: DestroyOptions,
): Promise<void> {
  await prepare(
    context,
    name,
    async (prepared) => {
      const { loaded, aws, configuration } = prepared;
      const { environment } = loaded;
      const managed = await readState(aws.s3, environment);
      const kept = keptBuckets(managed, configuration, environment);
      const buckets = [...new Set(kept.map(({ values }) => String(values['bucket'])))];
      if (managed.length === 0) {
        context.terminal.print(`${name} has nothing to destroy`);
      } else {
        refuseProtected(configuration, managed);
        await refuseRunning(aws.ecs, environment);
        if (!yes) {
          const sum = count(managed.length - kept.length, 'resource');
          const data =
            buckets.length > 0
              ? `images with them? ${buckets.length} data buckets stay.`
              : 'images and data with them?';
          const question = `destroy ${sum} of ${name}, ${data}`;
          await confirm(question, context.terminal);
        }
      }
      await begin(context.env, async () => {
        if (managed.length > 0) await destroyAll(context, prepared, kept);
        // Terraform leaves the revisions (skip_destroy). Also where nothing else is left: an
        // earlier destroy may have ended before this.
        await deregister(aws.ecs, environment);
      });
      for (const bucket of buckets) context.terminal.print(`kept: s3://${bucket}`);
    },
    { operation: 'destroy' },
  );
}

/** The buckets that stay, with all their parts: also those that the files have just ceased to name. */
function keptBuckets(
  managed: readonly Managed[],
  configuration: unknown,
  { removalPolicy }: Environment,
): Managed[] {
  if (removalPolicy === 'destroy') return [];
  const named = new Set(keptResources(configuration).map(({ address }) => address));
  const left = leaving(managed, configured(configuration));
  return managed.filter(
    (one) => named.has(one.address) || (left.includes(one) && one.type.startsWith('aws_s3_bucket')),
  );
}

async function destroyAll(
  context: Context,
  { loaded, aws, terraform }: Prepared,
  kept: readonly { readonly address: string }[],
): Promise<void> {
  await terraform.stateRemove(kept.map(({ address }) => address));
  await terraform.plan({ destroy: true });
  const plan = await terraform.show();
  const { removalPolicy } = loaded.environment;
  if (removalPolicy === 'destroy')
    refuseLoss(plan, removalPolicy, () => loaded.origin(['removalPolicy']));
  // Only now, when nothing but the destroy itself can fail: without its images, the
  // environment could start no task.
  await deleteRepository(aws.ecr, loaded.environment);
  await applyPlan(context, { terraform }, readShown(plan));
}

/** Terraform refuses to plan it, but only after the buckets have left the state. */
function refuseProtected(configuration: unknown, managed: readonly Managed[]): void {
  const there = new Set(managed.map(({ address }) => address));
  const found = protectedResources(configuration).filter((address) => there.has(address));
  if (found.length === 0) return;
  throw new InputError(
    `${found.join(', ')} must stay, by preventDestroy in ${EXTENSIONS_FILE}: set it to false if the data may go, or remove it from the state`,
  );
}

/** A cluster with tasks can't be deleted: said before anything has gone. */
async function refuseRunning(ecs: ECSClient, environment: Environment): Promise<void> {
  const { cluster } = sharedNames(environment);
  try {
    const { taskArns = [] } = await ecs.send(
      new ListTasksCommand({ cluster, desiredStatus: 'RUNNING' }),
    );
    if (taskArns.length === 0) return;
    throw new InputError(
      `${count(taskArns.length, 'task')} of ${environment.name} still run: wait for the end, or stop them (aws ecs stop-task)`,
    );
  } catch (error) {
    if ((error as Error).name !== 'ClusterNotFoundException') throw error;
  }
}

/** With its images: Terraform would refuse one that has any, and take one that is gone for done. */
async function deleteRepository(ecr: ECRClient, environment: Environment): Promise<void> {
  const { repository: repositoryName } = sharedNames(environment);
  try {
    await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }));
  } catch (error) {
    if ((error as Error).name !== 'RepositoryNotFoundException') throw error;
  }
}

/** Deregisters every revision of the environment's jobs, also of those that the file no longer names. */
async function deregister(client: ECSClient, environment: Environment): Promise<void> {
  const familyPrefix = jobNames(environment, '').family;
  const status = 'ACTIVE';
  for await (const { families = [] } of paginateListTaskDefinitionFamilies(
    { client },
    { familyPrefix, status },
  )) {
    for (const family of families) {
      if (!(await belongsTo(client, family, environment))) continue;
      for await (const { taskDefinitionArns = [] } of paginateListTaskDefinitions(
        { client },
        { familyPrefix: family },
      )) {
        for (const taskDefinition of taskDefinitionArns) {
          await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
        }
      }
    }
  }
}

/** By the tags: another environment's name may begin with this one's. */
async function belongsTo(
  client: ECSClient,
  taskDefinition: string,
  { project, name }: Environment,
): Promise<boolean> {
  const { tags = [] } = await client.send(
    new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }),
  );
  const value = (wanted: string): string | undefined =>
    tags.find(({ key }) => key === wanted)?.value;
  return value('project') === project && value('environment') === name;
}
