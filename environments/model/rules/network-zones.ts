import { ZONES } from '../regions.ts';
import type { Rule } from './rule.ts';

export const networkZones: Rule = {
  id: 'network-zones',
  *check({ region, network: { mode, availabilityZones } }) {
    const zones = ZONES[region];
    if (mode === 'existing' || zones === undefined || availabilityZones <= zones) return;
    yield {
      path: ['network', 'availabilityZones'],
      message: `${region} has ${zones} availability zones for a new account, not ${availabilityZones}: use ${zones} or fewer`,
    };
  },
  example: {
    yaml: 'region: us-west-1\nnetwork:\n  availabilityZones: 3\n',
    at: '3:22',
    message: 'us-west-1 has 2 availability zones for a new account, not 3: use 2 or fewer',
  },
};
