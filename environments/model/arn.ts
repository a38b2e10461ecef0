/** ARNs as policies write them, `*` and `?` among them, and the patterns that IAM documents for them. */

/** The form of a region's name. */
export const REGION = /^[a-z]{2}(-[a-z]+)+-[0-9]$/;

/** The five fields after `arn:`. Only the last may hold a colon itself. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** The fields of an ARN; undefined if there are fewer than six, or an empty resource. */
export function parseArn(text: string): Arn | undefined {
  const [scheme, partition, service, region, account, ...rest] = text.split(':');
  const resource = rest.join(':');
  if (scheme !== 'arn' || !partition || !service || !resource) return undefined;
  return { partition, service, region: region ?? '', account: account ?? '', resource };
}

/** One step of a pattern: a character, any character, or any but a slash; `many` takes any number. */
interface Token {
  readonly takes: string | typeof ANY | typeof NO_SLASH;
  readonly many: boolean;
}

const ANY = Symbol('any');
const NO_SLASH = Symbol('no slash');

/**
 * Variables of IAM's patterns whose values hold no slash. It tells a bucket from its objects and a
 * table from its indexes; most other names (roles, log groups, parameters, objects) may hold one.
 */
const SLASHLESS = /^\$\{(BucketName|TableName)\}$/;

const VARIABLE = /\$\{[^}]+\}/;

function globTokens(glob: string): Token[] {
  return [...glob].map((character) =>
    character === '*' || character === '?'
      ? { takes: ANY, many: character === '*' }
      : { takes: character, many: false },
  );
}

function patternTokens(pattern: string): Token[] {
  return pattern.split(/(\$\{[^}]+\})/).flatMap((part) => {
    if (!VARIABLE.test(part)) return globTokens(part);
    const takes = SLASHLESS.test(part) ? NO_SLASH : ANY;
    // A variable is never empty.
    return [
      { takes, many: false },
      { takes, many: true },
    ];
  });
}

function agree(a: Token['takes'], b: Token['takes']): boolean {
  if (a === ANY || b === ANY) return true;
  if (a === NO_SLASH) return b !== '/';
  return b === NO_SLASH ? a !== '/' : a === b;
}

/** Whether some text fits both: walks the two side by side, one row of reached places at a time. */
function meet(a: readonly Token[], b: readonly Token[]): boolean {
  let row = new Set([0]);
  for (let i = 0; i <= a.length; i += 1) {
    const next = new Set<number>();
    // Grows while it is walked: places are only ever added ahead of the one at hand.
    for (let j = 0; j <= b.length; j += 1) {
      if (!row.has(j)) continue;
      const left = a[i];
      const right = b[j];
      if (left?.many) next.add(j);
      if (right?.many) row.add(j + 1);
      if (!left || !right || !agree(left.takes, right.takes)) continue;
      if (left.many) row.add(right.many ? j : j + 1);
      else next.add(right.many ? j : j + 1);
    }
    if (i === a.length) return row.has(b.length);
    row = next;
  }
  return false;
}

/** Whether two texts differ before either has a wildcard or a variable: most do, and it is soon said. */
function differ(a: string, b: string): boolean {
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    if ('*?$'.includes(a.charAt(index)) || '*?$'.includes(b.charAt(index))) return false;
    if (a[index] !== b[index]) return true;
  }
  return false;
}

/** Whether some text fits two texts in which `*` stands for any run of characters and `?` for one. */
export function overlap(a: string, b: string): boolean {
  return !differ(a, b) && meet(globTokens(a), globTokens(b));
}

/**
 * Whether some real ARN fits both an ARN of a policy and a pattern that IAM documents, such as
 * `arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}`.
 */
export function fits(arn: string, pattern: string): boolean {
  const [written, documented] = [parseArn(arn), parseArn(pattern)];
  if (!written || !documented) return false;
  return (['service', 'resource', 'partition', 'region', 'account'] as const).every(
    (field) =>
      !differ(written[field], documented[field]) &&
      meet(globTokens(written[field]), patternTokens(documented[field])),
  );
}

/** The letters and digits that are written out. */
const letters = (text: string): string =>
  text.replaceAll(/\$\{[^}]+\}/g, '').replaceAll(/[^A-Za-z0-9]/g, '');

/**
 * Whether an ARN of a policy takes in everything that a pattern of IAM can name, such as `table/*`:
 * it fits the pattern and has not one letter or digit more than it. So `key/????-????` is all too.
 */
export function coversAll(arn: string, pattern: string): boolean {
  const [written, documented] = [parseArn(arn), parseArn(pattern)];
  if (!written || !documented || !/[*?]/.test(written.resource)) return false;
  if (!/\$\{|\*/.test(documented.resource) || !fits(arn, pattern)) return false;
  const own = letters(written.resource);
  // A wildcard may stand for a part of what the pattern has: `tab*`.
  let found = 0;
  for (const letter of letters(documented.resource)) if (letter === own[found]) found += 1;
  return found === own.length;
}

/** A pattern of IAM as people read it: `arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE_NAME`. */
export function showPattern(pattern: string): string {
  return pattern
    .replace(/\$\{Partition\}/, 'aws')
    .replaceAll(/\$\{([^}]+)\}/g, (_, name: string) =>
      name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase(),
    );
}

/**
 * A secret itself: key, stage and version of `...:secret:name-AbCdEf:key:stage:version` are no
 * part of its ARN. Any other ARN stays as it is.
 */
export function secretOf(arn: string): string {
  return arn.split(':').slice(0, 7).join(':');
}
