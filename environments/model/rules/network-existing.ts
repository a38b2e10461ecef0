import type { Rule } from './rule.ts';

const KEYS = ['vpcId', 'subnetIds', 'securityGroupIds', 'assignPublicIp'] as const;
const NEEDED = ['vpcId', 'subnetIds', 'securityGroupIds'] as const;

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
    if (absent.length === 0) return;
    yield { path: ['network'], message: `mode existing lacks ${absent.join(', ')}: add them` };
  },
  example: {
    yaml: 'network:\n  mode: existing\n  vpcId: vpc-0a1b2c3d4e5f60718\n',
    at: '1:1',
    message: 'mode existing lacks subnetIds, securityGroupIds: add them',
  },
};
