import { unknownName } from '../hints.ts';
import type { Rule } from './rule.ts';

export const promotionOrder: Rule = {
  id: 'promotion-order',
  *check({ name, promotesFrom }, { names, environments }) {
    if (promotesFrom === undefined) return;
    const path = ['promotesFrom'];
    if (!names.includes(promotesFrom)) {
      yield { path, message: unknownName('environment', promotesFrom, names) };
      return;
    }
    const before = new Map(environments.map((other) => [other.name, other.promotesFrom]));
    const way = [name];
    for (let at: string | undefined = promotesFrom; at !== undefined; at = before.get(at)) {
      way.push(at);
      if (at === name) {
        yield {
          path,
          message: `promotes in a circle (${way.join(' from ')}): one must be the first`,
        };
        return;
      }
      // A circle of others is told there.
      if (way.indexOf(at) < way.length - 1) return;
    }
  },
  example: {
    yaml: 'promotesFrom: first\n',
    others: { 'first.yaml': 'promotesFrom: bad-example\n' },
    at: '1:15',
    message:
      'promotes in a circle (bad-example from first from bad-example): one must be the first',
  },
};
