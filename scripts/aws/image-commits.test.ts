import type { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from '@jest/globals';
import { commitsOf } from './image-commits.ts';

const REPOSITORY = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/nightshift-dev';
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** A registry that knows some digests by their tags, and tells what it was asked. */
function registry(tags: Readonly<Record<string, readonly string[]>>) {
  const asked: unknown[] = [];
  const send = async ({ input }: DescribeImagesCommand) => {
    asked.push(input);
    const imageTags = tags[input.imageIds?.[0]?.imageDigest ?? ''];
    if (!imageTags) throw new Error('ImageNotFoundException');
    return { imageDetails: [{ imageTags }] };
  };
  const ecr = { send, config: { region: async () => 'eu-central-1' } };
  return { asked, ecr: ecr as unknown as ECRClient };
}

describe('the commit of an image', () => {
  test('is the tag that the pipeline gave it', async () => {
    const { ecr, asked } = registry({ [digest('a')]: ['main', COMMIT, 'pin-prod'] });
    const commits = await commitsOf(ecr, [
      `${REPOSITORY}@${digest('a')}`,
      `${REPOSITORY}@${digest('a')}`,
    ]);

    expect(commits).toEqual(new Map([[digest('a'), COMMIT]]));
    expect(asked).toEqual([
      {
        registryId: '123456789012',
        repositoryName: 'nightshift-dev',
        imageIds: [{ imageDigest: digest('a') }],
      },
    ]);
  });

  test('is unknown where the image is gone, has no such tag, or nobody may look', async () => {
    const { ecr } = registry({ [digest('b')]: ['main', 'v1.2.3'] });

    expect(
      await commitsOf(ecr, [`${REPOSITORY}@${digest('a')}`, `${REPOSITORY}@${digest('b')}`]),
    ).toEqual(new Map());
  });

  test.each([
    'redis:7.4',
    `redis@${digest('a')}`,
    `${REPOSITORY}:main`,
    REPOSITORY.replace('eu-central-1', 'us-east-1').concat(`@${digest('a')}`),
  ])('of %s is not asked for', async (image) => {
    const { ecr, asked } = registry({ [digest('a')]: [COMMIT] });

    expect(await commitsOf(ecr, [image])).toEqual(new Map());
    expect(asked).toEqual([]);
  });
});
