import type { Rule } from './rule.ts';

/**
 * Beginnings of a bucket's name that S3 keeps for itself, of roles' paths that IAM does, and of a
 * security group's name that looks like an id.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
 */
const RESERVED = /^(sthree|amzn-s3-demo|aws|sg)(-|$)/;

export const projectReserved: Rule = {
  id: 'project-reserved',
  *check({ project }) {
    if (!RESERVED.test(project)) return;
    yield {
      path: ['project'],
      message: `AWS keeps names that begin with ${project} for itself: use another name`,
    };
  },
  example: {
    yaml: 'project: sthree\n',
    at: '1:10',
    message: 'AWS keeps names that begin with sthree for itself: use another name',
  },
};
