/** What AWS has that bears an environment's tags, or lies in its path. */
import { type IAMClient, paginateListRoles } from '@aws-sdk/client-iam';
import {
  paginateGetResources,
  type ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { sharedNames } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';

/** A resource that is there. */
export interface Owned {
  readonly arn: string;
  /** The tag that tells apart what AWS names itself. */
  readonly name?: string | undefined;
}

/** The clients that this needs. */
export interface Listing {
  readonly iam: IAMClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
}

/**
 * Lists all that bears the environment's tags, and the roles in its path, which the Tagging API
 * doesn't know. What was deleted is still listed for a while, and what was just made may not be.
 */
export async function listOwned(
  { iam, tagging }: Listing,
  environment: Environment,
): Promise<Owned[]> {
  const [tagged, roles] = await Promise.all([
    listTagged(tagging, environment),
    listRoles(iam, environment),
  ]);
  return [...tagged, ...roles];
}

async function listTagged(
  client: ResourceGroupsTaggingAPIClient,
  { project, name }: Environment,
): Promise<Owned[]> {
  const TagFilters = [
    { Key: 'project', Values: [project] },
    { Key: 'environment', Values: [name] },
  ];
  const owned: Owned[] = [];
  for await (const { ResourceTagMappingList = [] } of paginateGetResources(
    { client },
    { TagFilters },
  )) {
    for (const { ResourceARN = '', Tags = [] } of ResourceTagMappingList) {
      const tag = Tags.find(({ Key }) => Key === 'Name');
      // Log groups end in `:*` in some of AWS' answers.
      owned.push({ arn: ResourceARN.replace(/:\*$/, ''), name: tag?.Value });
    }
  }
  return owned;
}

async function listRoles(client: IAMClient, environment: Environment): Promise<Owned[]> {
  const { rolePath: PathPrefix } = sharedNames(environment);
  const owned: Owned[] = [];
  for await (const { Roles = [] } of paginateListRoles({ client }, { PathPrefix })) {
    owned.push(...Roles.map(({ Arn = '' }) => ({ arn: Arn })));
  }
  return owned;
}
