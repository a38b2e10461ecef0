import {
  BatchDeleteImageCommand,
  type ECRClient,
  type ImageIdentifier,
  paginateListImages,
} from '@aws-sdk/client-ecr';
import {
  DeregisterTaskDefinitionCommand,
  type ECSClient,
  ListTasksCommand,
  paginateListTaskDefinitions,
} from '@aws-sdk/client-ecs';
import { jobNames, sharedNames } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { keptResources } from '../aws/kept.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { InputError } from '../errors.ts';
import { count } from '../terminal.ts';
import { readChanges } from '../terraform/changes.ts';
import { applyPlan } from './apply.ts';
import { prepare } from './prepare.ts';

/** Options of `destroy`. */
export interface DestroyOptions {
  readonly environment: string;
  /** Doesn't ask, also not on a terminal. */
  readonly yes?: boolean;
}

/** `destroy <env>`: all goes but the data buckets, which the next apply adopts. */
export async function destroyCommand(
  context: Context,
  { environment: name, yes = false }: DestroyOptions,
): Promise<void> {
  const { terminal } = context;
  const { loaded, aws, terraform, configuration } = await prepare(context, name);
  const { environment } = loaded;
  const managed = await terraform.stateList();
  if (managed.length === 0) {
    terminal.print(`${name} has nothing to destroy`);
    return;
  }
  const kept = keptResources(configuration).filter(({ address }) => managed.includes(address));
  const buckets = [...new Set(kept.map(({ bucket }) => bucket))];
  await refuseRunning(aws.ecs, environment);
  if (!yes) {
    const sum = count(managed.length - kept.length, 'resource');
    await confirm(
      `destroy ${sum} of ${name}, images with them? ${buckets.length} data buckets stay.`,
      terminal,
    );
  }
  await emptyRepository(aws.ecr, environment);
  await terraform.stateRemove(kept.map(({ address }) => address));
  await terraform.plan({ destroy: true });
  const changes = readChanges(await terraform.show());
  await applyPlan(context, { terraform }, changes);
  // Terraform leaves the revisions (skip_destroy), so that a running task's stays.
  await deregister(aws.ecs, environment);
  for (const bucket of buckets) terminal.print(`kept: s3://${bucket}`);
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

/** ECR deletes no repository that has images. */
async function emptyRepository(ecr: ECRClient, environment: Environment): Promise<void> {
  const { repository: repositoryName } = sharedNames(environment);
  try {
    for await (const { imageIds = [] } of paginateListImages(
      { client: ecr, pageSize: 100 },
      { repositoryName },
    )) {
      const byDigest: ImageIdentifier[] = imageIds.map(({ imageDigest }) => ({ imageDigest }));
      if (byDigest.length > 0)
        await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds: byDigest }));
    }
  } catch (error) {
    if ((error as Error).name !== 'RepositoryNotFoundException') throw error;
  }
}

async function deregister(ecs: ECSClient, environment: Environment): Promise<void> {
  for (const { name } of environment.jobs) {
    const { family: familyPrefix } = jobNames(environment, name);
    for await (const { taskDefinitionArns = [] } of paginateListTaskDefinitions(
      { client: ecs },
      { familyPrefix },
    )) {
      for (const taskDefinition of taskDefinitionArns) {
        await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
      }
    }
  }
}
