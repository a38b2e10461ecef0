import { addressesPerSubnet, parseCidr } from '../cidr.ts';
import { interfaceEndpoints } from '../endpoints.ts';
import type { Rule } from './rule.ts';

/** A VPC's block is cut into eighths: each zone has public and private addresses of its own. */
const PARTS = 8;

/** Each container of a run has an address of its own; a run that gets none doesn't start. */
export const networkAddresses: Rule = {
  id: 'network-addresses',
  *check(environment) {
    const { jobs, network } = environment;
    const { mode, cidr, availabilityZones } = network;
    const block = parseCidr(cidr);
    if (mode === 'existing' || !block) return;
    // An interface endpoint takes an address in each zone.
    const taken = mode === 'endpoints' ? interfaceEndpoints(environment).length : 0;
    const all = (addressesPerSubnet(block, PARTS) - taken) * availabilityZones;
    for (const { name, shards } of jobs) {
      if (shards <= all) continue;
      yield {
        path: ['jobs', name, 'shards'],
        message: `${shards} shards need an address each, ${cidr} in ${availabilityZones} zones has ${all}: use fewer shards or a larger network.cidr`,
      };
    }
  },
  example: {
    yaml: 'network: { cidr: 10.0.0.0/25 }\njobs:\n  flight-delays:\n    shards: 23\n',
    at: '4:13',
    message:
      '23 shards need an address each, 10.0.0.0/25 in 2 zones has 22: use fewer shards or a larger network.cidr',
  },
};
