import type { Rule } from './rule.ts';

const KEYS = ['vpcId', 'subnetIds', 'securityGroupIds', 'assignPublicIp'] as const;
const NEEDED = ['vpcId', 'subnetIds', 'securityGroupIds'] as const;
/** The most that RunTask takes. */
const MOST = { subnetIds: 16, securityGroupIds: 5 } as const;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html */
export const networkExisting: Rule = {
  id: 'network-existing',
  *check({ network }) {
    if (network.mode !== 'existing') {
      for (const key of KEYS) {
        if (network[key] === undefined) continue;
        yield {
          path: ['network', key],
          message: `${key} says nothing with mode ${network.mode}: remove it, or use mode: existing`,
        };
      }
      return;
    }
    const absent = NEEDED.filter((key) => network[key] === undefined);
    if (absent.length > 0)
      yield { path: ['network'], message: `mode existing lacks ${absent.join(', ')}: add them` };
    for (const key of ['subnetIds', 'securityGroupIds'] as const) {
      const named = network[key]?.length ?? 0;
      if (named <= MOST[key]) continue;
      yield {
        path: ['network', key],
        message: `${key} names ${named}, and a task takes ${MOST[key]}: leave ${named - MOST[key]} out`,
      };
    }
  },
  example: {
    yaml: 'network:\n  mode: existing\n  vpcId: vpc-0a1b2c3d4e5f60718\n',
    at: '1:1',
    message: 'mode existing lacks subnetIds, securityGroupIds: add them',
  },
};
