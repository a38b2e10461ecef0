/**
 * Conditions of IAM policies, evaluated as AWS documents it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */

/** Values of a request's context, by key; names mind no case. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** Operator, key, value or values. */
export type Conditions = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

/** Whether one value of the request meets one of the policy. */
type Test = (actual: string, wanted: string) => boolean;

const numbers =
  (compare: (a: number, b: number) => boolean): Test =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted));
const dates =
  (compare: (a: number, b: number) => boolean): Test =>
  (actual, wanted) =>
    compare(Date.parse(actual), Date.parse(wanted));

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringEqualsIgnoreCase: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  StringLike: (actual, wanted) => glob(wanted, actual),
  NumericEquals: numbers((a, b) => a === b),
  NumericLessThan: numbers((a, b) => a < b),
  NumericLessThanEquals: numbers((a, b) => a <= b),
  NumericGreaterThan: numbers((a, b) => a > b),
  NumericGreaterThanEquals: numbers((a, b) => a >= b),
  DateEquals: dates((a, b) => a === b),
  DateLessThan: dates((a, b) => a < b),
  DateLessThanEquals: dates((a, b) => a <= b),
  DateGreaterThan: dates((a, b) => a > b),
  DateGreaterThanEquals: dates((a, b) => a >= b),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  IpAddress: inNetwork,
  ArnEquals: arnLike,
  ArnLike: arnLike,
};

/** `StringNotLike` is what `StringLike` isn't. */
const NEGATED = /^(String|Numeric|Date|Arn)Not|^Not(?=IpAddress)/;

/** Whether all conditions of a statement hold. */
export function holds(conditions: Conditions, context: Context): boolean {
  const values = lowered(context);
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      meets(operator, values.get(key.toLowerCase()), substitute(wanted, context)),
    ),
  );
}

function meets(
  operator: string,
  actual: readonly string[] | undefined,
  wanted: readonly string[],
): boolean {
  if (operator === 'Null') return wanted.includes(String(actual === undefined));
  const [, set, name = '', ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/.exec(operator) ?? [];
  const negated = NEGATED.test(name);
  const test = TESTS[name.replace(NEGATED, '$1')];
  if (!test) throw new Error(`this evaluator knows no ${operator}`);
  // What must not be anything is so when it isn't there.
  if (actual === undefined)
    return set === 'ForAllValues' || ifExists !== undefined || (negated && !set);
  const one = (value: string): boolean =>
    wanted.some((candidate) => test(value, candidate)) !== negated;
  if (set === 'ForAllValues') return actual.every(one);
  if (set === 'ForAnyValue') return actual.some(one);
  if (actual.length > 1) throw new Error(`${operator} on several values: AWS wants a set operator`);
  return actual.some(one);
}

/**
 * Puts the request's values in the place of policy variables; a text with one that isn't there
 * matches nothing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function substitute(texts: string | readonly string[], context: Context): string[] {
  const values = lowered(context);
  const known = (name: string): string | undefined => values.get(name.toLowerCase())?.[0];
  return [texts].flat().flatMap((text) => {
    const names = [...text.matchAll(VARIABLE)].map(([, name = '']) => name);
    if (names.some((name) => known(name) === undefined)) return [];
    return [text.replaceAll(VARIABLE, (_, name: string) => known(name) ?? '')];
  });
}

const VARIABLE = /\$\{([^}]+)\}/g;

function lowered(context: Context): Map<string, string[]> {
  return new Map(
    Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]),
  );
}

const expressions = new Map<string, RegExp>();

/** Whether a text is one that a pattern with `*` and `?` means. */
export function glob(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = expressions.get(pattern) ?? new RegExp(`^${source}$`, 's');
  expressions.set(pattern, expression);
  return expression.test(text);
}

/** The six parts between the colons each by itself: a wildcard doesn't reach over one. */
function arnLike(actual: string, wanted: string): boolean {
  const parts = (arn: string): string[] => {
    const all = arn.split(':');
    return [...all.slice(0, 5), all.slice(5).join(':')];
  };
  const [theirs, ours] = [parts(actual), parts(wanted)];
  return ours.every((part, index) => glob(part, theirs[index] ?? ''));
}

/** IPv4 in CIDR notation. */
function inNetwork(actual: string, wanted: string): boolean {
  const [network = '', bits = '32'] = wanted.split('/');
  const number = (address: string): number =>
    address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(actual) / size) === Math.floor(number(network) / size);
}
