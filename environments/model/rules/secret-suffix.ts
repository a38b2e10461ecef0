import { parseArn } from '../arn.ts';
import type { Job } from '../schema.ts';
import type { Path } from '../source.ts';
import type { Rule } from './rule.ts';

/** AWS' own suffix is six letters of either case and digits: all small letters by chance in one of 200. */
const LIKE_A_WORD = /^secret:[^:]*-([a-z]{6})(:|$)/;

/** The ARNs of secrets that a job names, with their places. */
function* secretsOf({ name, secrets, permissions }: Job): Iterable<readonly [Path, string]> {
  for (const [variable, arn] of Object.entries(secrets))
    yield [['jobs', name, 'secrets', variable], arn];
  for (const [index, { resources }] of permissions.entries())
    for (const [place, arn] of resources.entries())
      yield [['jobs', name, 'permissions', index, 'resources', place], arn];
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html */
export const secretSuffix: Rule = {
  id: 'secret-suffix',
  severity: 'warning',
  *check({ jobs }) {
    for (const [path, text] of jobs.flatMap((job) => [...secretsOf(job)])) {
      const arn = parseArn(text);
      const [, word] = LIKE_A_WORD.exec(arn?.resource ?? '') ?? [];
      if (arn?.service !== 'secretsmanager' || word === undefined) continue;
      yield {
        path,
        message: `${text} ends in -${word}: if that belongs to the name, the six characters that AWS adds are missing, so copy the whole ARN`,
      };
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    secrets:\n      PASSWORD: arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod-master\n',
    at: '4:17',
    message:
      'arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod-master ends in -master: if that belongs to the name, the six characters that AWS adds are missing, so copy the whole ARN',
  },
};
