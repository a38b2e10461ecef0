import { addressesPerSubnet, parseCidr } from '../cidr.ts';
import type { Rule } from './rule.ts';

/** Quarters in a VPC of one kind of subnet, eighths where each zone has two kinds. */
const PARTS = { public: 4, endpoints: 4, nat: 8 } as const;
/** Interface endpoints that take an address in each zone: registry (two), logs, secrets. */
const ENDPOINTS = 4;

/** Each container of a run has an address of its own; a run that gets none doesn't start. */
export const networkAddresses: Rule = {
  id: 'network-addresses',
  *check({ network: { mode, cidr, availabilityZones }, jobs }) {
    const block = parseCidr(cidr);
    if (mode === 'existing' || !block) return;
    const each = addressesPerSubnet(block, PARTS[mode]) - (mode === 'endpoints' ? ENDPOINTS : 0);
    const all = each * availabilityZones;
    for (const { name, shards } of jobs) {
      if (shards <= all) continue;
      yield {
        path: ['jobs', name, 'shards'],
        message: `${shards} shards need an address each, ${cidr} in ${availabilityZones} zones has ${all}: use fewer shards or a larger network.cidr`,
      };
    }
  },
  example: {
    yaml: 'network: { cidr: 10.0.0.0/26 }\njobs:\n  flight-delays:\n    shards: 23\n',
    at: '4:13',
    message:
      '23 shards need an address each, 10.0.0.0/26 in 2 zones has 22: use fewer shards or a larger network.cidr',
  },
};
