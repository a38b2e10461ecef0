import { parseArn } from '../arn.ts';
import type { Rule } from './rule.ts';

const ALLOWED = /^(root|(role|user)\/[\w+=,.@/-]*[\w+=,.@-])$/;

const FORMS =
  'write the ARN of a role, a user or an account, such as arn:aws:iam::111122223333:role/producer or arn:aws:iam::111122223333:root';

function problem(principal: string): string | undefined {
  if (/^[0-9]{12}$/.test(principal))
    return `${principal} is an account: write arn:aws:iam::${principal}:root`;
  if (/[*?]/.test(principal)) return `${principal} would let strangers in: ${FORMS}`;
  const arn = parseArn(principal);
  // Its ARN lacks the role's path, so the role's can't be made of it.
  if (arn?.service === 'sts' && arn.resource.startsWith('assumed-role/'))
    return `${principal} is one session of a role and ends with it: write the role's own ARN, with its path, such as arn:aws:iam::111122223333:role/team/producer`;
  const { partition, service, region, account = '', resource = '' } = arn ?? {};
  const sound =
    partition === 'aws' && service === 'iam' && region === '' && /^[0-9]{12}$/.test(account);
  return sound && ALLOWED.test(resource)
    ? undefined
    : `${principal} is no role, user or account: ${FORMS}`;
}

/**
 * Whom the data buckets' policies name. S3 refuses a policy that names what doesn't exist, and
 * takes more than is wise: sessions, whole services, everybody.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export const principals: Rule = {
  id: 'principals',
  *check({ data }) {
    const lists = [
      [['data', 'input', 'writers'], data.input.writers],
      [['data', 'output', 'readers'], data.output.readers],
    ] as const;
    for (const [path, list] of lists) {
      for (const [index, principal] of list.entries()) {
        const message = problem(principal);
        if (message !== undefined) yield { path: [...path, index], message };
      }
    }
  },
  example: {
    yaml: 'data:\n  input:\n    writers: ["111122223333"]\n',
    at: '3:15',
    message: '111122223333 is an account: write arn:aws:iam::111122223333:root',
  },
};
