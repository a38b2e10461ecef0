import { overlap, parseCidr } from '../cidr.ts';
import type { Rule } from './rule.ts';

/** Blocks that belong to nobody on the internet. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** AWS takes any block, but what really has these addresses can't be reached from the VPC then. */
export const networkPublicBlock: Rule = {
  id: 'network-public-block',
  severity: 'warning',
  *check({ network: { cidr, mode } }) {
    const block = parseCidr(cidr);
    if (mode === 'existing' || !block) return;
    const inside = PRIVATE.some((text) => {
      const other = parseCidr(text);
      return other && overlap(block, other);
    });
    if (inside) return;
    yield {
      path: ['network', 'cidr'],
      message: `${cidr} belongs to somebody on the internet, whom tasks can't reach then: take one of ${PRIVATE.slice(0, 3).join(', ')}`,
    };
  },
  example: {
    yaml: 'network:\n  cidr: 52.94.0.0/20\n',
    at: '2:9',
    message:
      "52.94.0.0/20 belongs to somebody on the internet, whom tasks can't reach then: take one of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16",
  },
};
