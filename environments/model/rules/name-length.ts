import { bucketNames, jobNames } from '../names.ts';
import type { Rule } from './rule.ts';

/** S3's limit for a bucket's name. */
const BUCKET = 63;
/** IAM's limit for a role's name; Scheduler's for a group's and a schedule's is the same. */
const ROLE = 64;

export const nameLength: Rule = {
  id: 'name-length',
  *check(environment) {
    const longest = Object.values(bucketNames(environment)).sort((a, b) => b.length - a.length)[0];
    if (longest !== undefined && longest.length > BUCKET) {
      yield {
        path: ['project'],
        message: `the bucket name ${longest} has ${longest.length} characters, S3 takes ${BUCKET}: shorten the project's or the environment's name`,
      };
    }
    for (const { name } of environment.jobs) {
      for (const role of Object.values(jobNames(environment, name))) {
        if (role.length <= ROLE) continue;
        yield {
          path: ['jobs', name],
          message: `the name ${role} has ${role.length} characters, AWS takes ${ROLE}: shorten the job's name`,
        };
        break;
      }
    }
  },
  example: {
    yaml: 'project: a-very-long-project\nregion: ap-southeast-1\n',
    at: '1:10',
    message:
      "the bucket name a-very-long-project-bad-example-output-123456789012-ap-southeast-1 has 66 characters, S3 takes 63: shorten the project's or the environment's name",
  },
};
