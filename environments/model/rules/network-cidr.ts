import { blockOf, overlap, parseCidr } from '../cidr.ts';
import type { Rule } from './rule.ts';

/** Blocks that AWS refuses, or where a VPC could not reach what lies there. */
const TAKEN = {
  '0.0.0.0/8': 'stands for "this network"',
  '127.0.0.0/8': "is every machine's own",
  '169.254.0.0/16': 'is link-local: credentials of tasks come from there',
  '172.17.0.0/16': "is Docker's own, and some AWS services use it",
  '224.0.0.0/3': 'is multicast or reserved',
} as const;

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const networkCidr: Rule = {
  id: 'network-cidr',
  *check({ network: { cidr, mode } }) {
    if (mode === 'existing') return;
    const path = ['network', 'cidr'];
    const block = parseCidr(cidr);
    if (!block) {
      yield { path, message: `${cidr} is no IPv4 block: no part of it may be above 255` };
      return;
    }
    const proper = blockOf(block);
    if (proper !== cidr) {
      yield { path, message: `${cidr} begins inside its block: write ${proper}` };
      return;
    }
    for (const [taken, why] of Object.entries(TAKEN)) {
      const other = parseCidr(taken);
      if (!other || !overlap(block, other)) continue;
      yield {
        path,
        message: `${cidr} lies in ${taken}, which ${why}: take one of 10.0.0.0/8, 172.18.0.0 to 172.31.255.255 or 192.168.0.0/16`,
      };
    }
  },
  example: {
    yaml: 'network:\n  cidr: 10.0.0.7/24\n',
    at: '2:9',
    message: '10.0.0.7/24 begins inside its block: write 10.0.0.0/24',
  },
};
