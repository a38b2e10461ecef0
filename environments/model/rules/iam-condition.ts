import { closest } from 'fastest-levenshtein';
import { overlap } from '../arn.ts';
import type { IamCatalogue } from '../iam.ts';
import { prefixOf, type Statement, statementsOf } from '../permissions.ts';
import { allowsAll } from './permission-wildcard.ts';
import type { Rule } from './rule.ts';

type Values = Statement['conditions'][string][string];

const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * IAM's operators, with the form of their values where it is a simple one.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATORS: Readonly<Record<string, { form: RegExp; words: string } | undefined>> = {
  ...forAll(
    [
      'StringEquals',
      'StringNotEquals',
      'StringEqualsIgnoreCase',
      'StringNotEqualsIgnoreCase',
      'StringLike',
      'StringNotLike',
      'BinaryEquals',
    ],
    undefined,
  ),
  ...forAll(
    [
      'NumericEquals',
      'NumericNotEquals',
      'NumericLessThan',
      'NumericLessThanEquals',
      'NumericGreaterThan',
      'NumericGreaterThanEquals',
    ],
    { form: NUMBER, words: 'a number' },
  ),
  ...forAll(
    [
      'DateEquals',
      'DateNotEquals',
      'DateLessThan',
      'DateLessThanEquals',
      'DateGreaterThan',
      'DateGreaterThanEquals',
    ],
    {
      form: /^(\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?|\d+)$/,
      words: 'a time such as 2030-01-31T00:00:00Z',
    },
  ),
  ...forAll(['Bool', 'Null'], { form: /^(true|false)$/, words: '"true" or "false"' }),
  ...forAll(['IpAddress', 'NotIpAddress'], {
    form: /^[0-9a-fA-F:.]+(\/\d{1,3})?$/,
    words: 'an address block such as 203.0.113.0/24',
  }),
  ...forAll(['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'], {
    form: /^(arn:[^:]*:[^:]*:[^:]*:[^:]*:.+|\*)$/,
    words: 'an ARN',
  }),
};

function forAll<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** `ForAnyValue:StringLikeIfExists` -> `StringLike`; undefined if IAM has no such operator. */
function baseOf(operator: string): string | undefined {
  const [, base = '', ifExists] =
    /^(?:ForAnyValue:|ForAllValues:)?([A-Za-z]+?)(IfExists)?$/.exec(operator) ?? [];
  if (!Object.hasOwn(OPERATORS, base) || (base === 'Null' && ifExists)) return undefined;
  return base;
}

/** All operators as a file may write them, but for the ending IfExists. */
const WRITTEN = ['', 'ForAnyValue:', 'ForAllValues:'].flatMap((quantifier) =>
  Object.keys(OPERATORS).map((base) => quantifier + base),
);

/** Whether an operator also holds for a call that doesn't carry the key. */
export function holdsWithout(operator: string): boolean {
  return /Not|IfExists$|^ForAllValues:|Null$/.test(operator);
}

/** Whether a key is one of those known; like IAM, it minds no case. */
const among = (key: string, known: readonly string[]): boolean =>
  known.some((one) => overlap(one.toLowerCase(), key.toLowerCase()));

function keyProblem(
  operator: string,
  key: string,
  actions: readonly string[],
  iam: IamCatalogue,
): string | undefined {
  const services = [...new Set(actions.map(prefixOf))];
  const known = iam.conditionKeys(services);
  if (/[*?]/.test(key) || !among(key, known)) {
    const like = known.filter((one) => prefixOf(one) === prefixOf(key));
    const remedy =
      like.length > 0
        ? `did you mean ${closest(key, like).replace('*', 'KEY')}?`
        : `theirs begin with ${[...services, 'aws'].map((prefix) => `${prefix}:`).join(' or ')}`;
    return `${key} is no condition key of these actions: ${remedy}`;
  }
  if (among(key, iam.conditionKeys([])) || holdsWithout(operator)) return undefined;
  const without = actions.find((action) => {
    const found = allowsAll(action) ? [] : iam.actions(action);
    return found.length > 0 && !found.some(({ conditionKeys }) => among(key, conditionKeys));
  });
  if (without === undefined) return undefined;
  return `a call of ${without} never carries ${key}, so it would never be allowed: give it a statement of its own`;
}

function valueProblem(operator: string, base: string, values: Values): string | undefined {
  const expected = OPERATORS[base];
  const wrong = [values].flat().find((value) => expected && !expected.form.test(value));
  return wrong === undefined
    ? undefined
    : `${operator} takes ${expected?.words}, not ${JSON.stringify(wrong)}: write one, or use another operator`;
}

export const iamCondition: Rule = {
  id: 'iam-condition',
  *check({ jobs }, { iam }) {
    for (const { path: place, statement } of statementsOf(jobs)) {
      const { actions, conditions } = statement;
      // Of a service that doesn't exist, no key is known.
      const services = actions.every((action) => iam.hasService(prefixOf(action)));
      for (const [operator, keys] of Object.entries(conditions)) {
        const path = [...place, 'conditions', operator];
        const base = baseOf(operator);
        if (base === undefined) {
          const near = closest(operator, WRITTEN);
          yield { path, message: `${operator} is no operator of IAM: did you mean ${near}?` };
          continue;
        }
        for (const [key, values] of Object.entries(keys)) {
          const message =
            (services ? keyProblem(operator, key, actions, iam) : undefined) ??
            valueProblem(operator, base, values);
          if (message !== undefined) yield { path: [...path, key], message };
        }
      }
    }
  },
  example: {
    yaml: 'jobs:\n  flight-delays:\n    permissions:\n      - actions: [dynamodb:GetItem]\n        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]\n        conditions: { StringEqual: { "aws:ResourceTag/team": batch } }\n',
    at: '6:23',
    message: 'StringEqual is no operator of IAM: did you mean StringEquals?',
  },
};
