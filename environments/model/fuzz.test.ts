/** Good files with something wrong put in: whatever it is, there is an answer with a place. */
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bill } from './bill.ts';
import { load, showProblem } from './load.ts';
import { SHIPPED_PRICES } from './prices.ts';

const RUNS = 10_000;
const NOW = new Date('2026-11-23T12:00:00Z');
const DEFAULTS = readFileSync('environments/defaults.yaml', 'utf8');

/** A file that says all there is to say. */
const EVERYTHING = `promotesFrom: other
tags: { costCenter: "4711" }
network:
  mode: endpoints
  cidr: 10.2.0.0/22
pipeline:
  source: { kind: codecommit, branch: main }
image: { track: main }
data:
  input: { expireAfterDays: 90, writers: ["arn:aws:iam::111122223333:role/producer"] }
  output: { expireAfterDays: 30, readers: [] }
alerts: { emails: [batch@example.com] }
monitoring: { deadLetterAlarm: true }
budget: { monthlyUsd: 20.5 }
jobs:
  flight-delays:
    schedule: cron(0/15 8-18 ? * MON-FRI *)
    timezone: Europe/Berlin
    window: 5m
    retryWindow: 5m
    spot: true
    timeout: 45m
    retries: 2
    shards: 4
    tolerance: "1%"
    overlap: forbid
    variables: { LOG_LEVEL: info }
    secrets:
      API_KEY: arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-key-AbCdEf
    permissions:
      - actions: [dynamodb:GetItem, "dynamodb:Batch*"]
        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/customers"]
        conditions: { StringEquals: { "aws:ResourceTag/team": batch } }
`;

/** What breaks parsers. */
const TOKENS = [
  '&a',
  '*a',
  '<<: *a',
  '!!binary x',
  '!x',
  '---',
  '...',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ': ',
  '- ',
  '? ',
  '|',
  '>',
  '#',
  '"',
  "'",
  '\t',
  '\r',
  '\n',
  '\0',
  '\u2028',
  '\ufeff',
  '\u0024{a}',
  '%{a}',
  '~',
  'null',
  'yes',
  '.inf',
  '-.inf',
  '.nan',
  '0x10',
  '1e309',
  '-1',
  '99999999999999999999',
  '2026-11-23',
  '__proto__',
  'constructor',
  'toString',
  '*',
  '?',
  '@',
  '`',
  '%',
  '🙂',
  'a'.repeat(300),
  '[['.repeat(200),
  'arn:aws:',
  'cron(',
  'cron(* * * * ? *)',
  'rate(0 days)',
  'at(2026-02-30T00:00:00)',
  '\u0024{',
  's3://',
  '1%',
  '0m',
  '25h',
  'JST',
  'europe/berlin',
];

const mutation = fc.record({
  kind: fc.constantFrom('insert', 'delete', 'duplicate', 'swap', 'replace value', 'indent'),
  at: fc.nat(),
  also: fc.nat(),
  token: fc.oneof(fc.constantFrom(...TOKENS), fc.string({ maxLength: 8, unit: 'binary' })),
});

function mutate(
  text: string,
  { kind, at, also, token }: typeof mutation extends fc.Arbitrary<infer T> ? T : never,
): string {
  const lines = text.split('\n');
  const [line, other] = [at % lines.length, also % lines.length];
  const [a = '', b = ''] = [lines[line], lines[other]];
  const offset = at % (text.length + 1);
  switch (kind) {
    case 'insert':
      return text.slice(0, offset) + token + text.slice(offset);
    case 'delete':
      return text.slice(0, offset) + text.slice(offset + 1 + (also % 20));
    case 'duplicate':
      return lines.toSpliced(other, 0, a).join('\n');
    case 'swap':
      return lines.with(line, b).with(other, a).join('\n');
    case 'replace value':
      return lines.with(line, a.replace(/:.*/, `: ${token}`)).join('\n');
    default:
      return lines.with(line, ' '.repeat(also % 9) + a.trimStart()).join('\n');
  }
}

test(`${RUNS} mutations of good files give a result, or errors with places`, async () => {
  const start = await load({
    dir: 'environments',
    read: () =>
      new Map([
        ['defaults.yaml', DEFAULTS],
        ['other.yaml', ''],
        ['x.yaml', EVERYTHING],
      ]),
    later: 'accept',
    now: NOW,
  });
  expect(start.problems).toEqual([]);

  const seen = { good: 0, bad: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('x.yaml', 'x.yaml', 'defaults.yaml'),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      async (target, mutations) => {
        const files = new Map([
          ['defaults.yaml', DEFAULTS],
          ['other.yaml', ''],
          ['x.yaml', EVERYTHING],
        ]);
        const text = mutations.reduce(mutate, files.get(target) ?? '');
        files.set(target, text);
        const { environments, problems, warnings } = await load({
          dir: 'environments',
          read: () => files,
          handlers: new Set(['flight-delays']),
          later: 'accept',
          now: NOW,
        });

        const lines = new Map(
          [...files].map(([name, content]) => [`environments/${name}`, content.split('\n')]),
        );
        for (const problem of [...problems, ...warnings]) {
          const line = lines.get(problem.file)?.[problem.line - 1];
          // A place that an editor can go to: one behind the end at most.
          if (
            line === undefined ||
            problem.column < 1 ||
            problem.column > line.length + 1 ||
            problem.message.trim() === ''
          )
            throw new Error(`no place: ${showProblem(problem)}`);
        }
        const x = environments.get('x');
        if (!x && problems.length === 0) throw new Error('neither a result nor an error');
        seen[x ? 'good' : 'bad']++;
        if (x?.environment.region !== 'eu-central-1') return;
        const { total } = bill(x.environment, SHIPPED_PRICES, { now: NOW });
        if (!Number.isFinite(total.usd) || total.usd < 0) throw new Error(`a bill of ${total.usd}`);
      },
    ),
    { numRuns: RUNS, seed: 20261123 },
  );
  // Both ends are reached, or this would prove nothing.
  expect(seen.good).toBeGreaterThan(RUNS / 20);
  expect(seen.bad).toBeGreaterThan(RUNS / 20);
});
