/**
 * EventBridge's event patterns, as far as the rules of this repository go.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

const isFields = (value: Json): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether an event matches a pattern: every field of the pattern must, and of an array in the
 * event one element is enough.
 *
 * @throws Error for an operator that this doesn't know: a rule must not silently never match.
 */
export function matches(pattern: Fields, event: Json): boolean {
  if (Array.isArray(event) && event.length > 0)
    return event.some((element) => matches(pattern, element));
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or') return (wanted as Fields[]).some((one) => matches(one, event));
    const value = isFields(event) ? event[key] : undefined;
    return Array.isArray(wanted) ? anyMatches(wanted, value) : matches(wanted as Fields, value);
  });
}

function anyMatches(wanted: readonly Json[], value: Json): boolean {
  const values = Array.isArray(value) ? value : [value];
  return wanted.some((one) => values.some((each) => operatorMatches(one, each)));
}

function operatorMatches(wanted: Json, value: Json): boolean {
  if (!isFields(wanted)) return wanted === value;
  const [[operator, operand] = ['', undefined]] = Object.entries(wanted);
  if (operator === 'exists') return operand === (value !== undefined && !isFields(value));
  if (value === undefined) return false;
  if (operator === 'anything-but')
    return isFields(operand)
      ? !operatorMatches(operand, value)
      : ![operand].flat().includes(value as never);
  if (operator === 'numeric')
    return typeof value === 'number' && isWithin(value, operand as Json[]);
  const test = TEXT[operator];
  if (!test) throw new Error(`no such operator in an event pattern: ${operator}`);
  return typeof value === 'string' && test(value, String(operand));
}

const TEXT: Readonly<Record<string, (value: string, operand: string) => boolean>> = {
  prefix: (value, operand) => value.startsWith(operand),
  suffix: (value, operand) => value.endsWith(operand),
  'equals-ignore-case': (value, operand) => value.toLowerCase() === operand.toLowerCase(),
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `[">", 0, "<=", 5]` */
function isWithin(value: number, comparisons: readonly Json[]): boolean {
  return comparisons.every((sign, index) => {
    if (index % 2 === 1) return true;
    const compare = COMPARISONS[String(sign)];
    if (!compare) throw new Error(`no such comparison in an event pattern: ${String(sign)}`);
    return compare(value, Number(comparisons[index + 1]));
  });
}
