/** Which commits images were built from: the pipeline tags each image with its commit. */
import { DescribeImagesCommand, type ECRClient } from '@aws-sdk/client-ecr';

/** An image of ECR that is named by its digest. */
const PINNED =
  /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([\w./-]+)(?::[\w.-]+)?@(sha256:[0-9a-f]{64})$/;

const COMMIT = /^[0-9a-f]{40}$/;

/**
 * The commits of some images by their digests. What nobody may look up, or what is gone from the
 * registry, isn't among them: a review does without.
 *
 * @param images names of images; those that aren't of ECR, or not named by a digest, are passed over
 */
export async function commitsOf(
  ecr: Pick<ECRClient, 'send' | 'config'>,
  images: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const region = await ecr.config.region();
  const found = await Promise.all(
    [...new Set(images)].map(async (image): Promise<[string, string][]> => {
      const [, registryId, own, repositoryName, digest = ''] = PINNED.exec(image) ?? [];
      if (repositoryName === undefined || own !== region) return [];
      const asked = { registryId, repositoryName, imageIds: [{ imageDigest: digest }] };
      const { imageDetails = [] } = await ecr
        .send(new DescribeImagesCommand(asked))
        .catch(() => ({ imageDetails: [] }));
      const commit = imageDetails.flatMap(({ imageTags = [] }) => imageTags).find(isCommit);
      return commit === undefined ? [] : [[digest, commit]];
    }),
  );
  return new Map(found.flat());
}

function isCommit(tag: string): boolean {
  return COMMIT.test(tag);
}
