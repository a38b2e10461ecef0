/** Log groups and image repositories that a plan let go of: adopted when the files name them again. */
import {
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeRepositoriesCommand,
  ListTagsForResourceCommand as EcrTagsCommand,
  GetLifecyclePolicyCommand,
} from '@aws-sdk/client-ecr';
import type { Import, Managed } from '../terraform/driver.ts';
import type { Aws } from './clients.ts';
import type { Owner } from './kept.ts';

type Tags = Readonly<Record<string, string | undefined>>;

/** Tags of what bears a name, by type; undefined: there is none. */
const TAGS_OF: Readonly<Record<string, (aws: Aws, name: string) => Promise<Tags | undefined>>> = {
  async aws_cloudwatch_log_group({ logs }, name) {
    const { logGroups = [] } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: name }),
    );
    // AWS' own ends in `:*`, and tags are asked for without.
    const arn = logGroups.find(({ logGroupName }) => logGroupName === name)?.arn;
    if (!arn) return undefined;
    const resourceArn = arn.replace(/:\*$/, '');
    return (await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags ?? {};
  },
  async aws_ecr_repository({ ecr }, name) {
    const found = await unlessMissing(
      ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] })),
    );
    const resourceArn = found?.repositories?.[0]?.repositoryArn;
    if (!resourceArn) return undefined;
    const { tags = [] } = await ecr.send(new EcrTagsCommand({ resourceArn }));
    return Object.fromEntries(tags.map(({ Key = '', Value }) => [Key, Value]));
  },
};

/**
 * Import blocks for what exists under the names of a configuration and bears its tags.
 *
 * @param wanted the resources of the configuration.
 * @param managed addresses in the state.
 */
export async function adoptableNamed(
  aws: Aws,
  { project, name: environment }: Owner,
  wanted: readonly Managed[],
  managed: readonly string[],
): Promise<Import[]> {
  const missing = wanted.filter(({ address }) => !managed.includes(address));
  const imports = missing.map(async ({ address, type, values }): Promise<Import[]> => {
    const id = String(values['name']);
    const tags = await TAGS_OF[type]?.(aws, id);
    if (tags?.['project'] !== project || tags['environment'] !== environment) return [];
    return [{ to: address, id }, ...(await lifecycleOf(aws, missing, id))];
  });
  return (await Promise.all(imports)).flat();
}

/** The lifecycle policy of an adopted image repository. */
async function lifecycleOf(
  { ecr }: Aws,
  missing: readonly Managed[],
  repositoryName: string,
): Promise<Import[]> {
  const policy = missing.find(
    ({ type, values }) =>
      type === 'aws_ecr_lifecycle_policy' && values['repository'] === repositoryName,
  );
  if (!policy) return [];
  const there = await unlessMissing(ecr.send(new GetLifecyclePolicyCommand({ repositoryName })));
  return there ? [{ to: policy.address, id: repositoryName }] : [];
}

/** Undefined where there is no such thing. */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (/NotFoundException$/.test((error as Error).name)) return undefined;
    throw error;
  }
}
