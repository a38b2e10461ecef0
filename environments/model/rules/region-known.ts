import { closest } from 'fastest-levenshtein';
import { ZONES } from '../regions.ts';
import type { Rule } from './rule.ts';

export const regionKnown: Rule = {
  id: 'region-known',
  *check({ region }) {
    if (region in ZONES) return;
    const guess = closest(region, Object.keys(ZONES));
    yield {
      path: ['region'],
      message: `${region} is no region of AWS that we know: did you mean ${guess}? A new one goes into environments/model/regions.ts`,
    };
  },
  example: {
    yaml: 'region: eu-centarl-1\n',
    at: '1:9',
    message:
      'eu-centarl-1 is no region of AWS that we know: did you mean eu-central-1? A new one goes into environments/model/regions.ts',
  },
};
