import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { coversAll, fits, overlap, parseArn, showPattern } from './arn.ts';

/** IAM writes variables as `${Name}`; so does this test, without looking like a template. */
const pattern = (text: string): string => text.replaceAll('<', '${').replaceAll('>', '}');

const TABLE = pattern('arn:<Partition>:dynamodb:<Region>:<Account>:table/<TableName>');
const INDEX = `${TABLE}/index/${pattern('<IndexName>')}`;
const BUCKET = pattern('arn:<Partition>:s3:::<BucketName>');
const OBJECT = `${BUCKET}/${pattern('<ObjectName>')}`;
const LOGS = pattern('arn:<Partition>:logs:<Region>:<Account>:log-group:<LogGroupName>');
const home = 'arn:aws:dynamodb:eu-central-1:123456789012';

/** What a glob means, said once more by a regular expression. */
const asRegExp = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  );

/** All texts of a small alphabet up to a length. */
const texts = (length: number): string[] =>
  length === 0
    ? ['']
    : ['', ...['a', 'b', '/'].flatMap((first) => texts(length - 1).map((rest) => first + rest))];

describe('two globs', () => {
  const glob = fc.array(fc.constantFrom('a', 'b', '/', '*', '?'), { maxLength: 5 });
  const all = [...new Set(texts(6))];

  test('overlap exactly when some text fits both', () => {
    fc.assert(
      fc.property(glob, glob, (a, b) => {
        const [left, right] = [asRegExp(a.join('')), asRegExp(b.join(''))];
        // The shortest text that fits both is no longer than what both write out together.
        const letters = [...a, ...b].filter((token) => token !== '*').length;
        fc.pre(letters <= 6);
        expect(overlap(a.join(''), b.join(''))).toBe(
          all.some((text) => left.test(text) && right.test(text)),
        );
      }),
      { seed: 4, numRuns: 2000 },
    );
  });

  test('are found to overlap, or not, whichever comes first', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(overlap(a, b)).toBe(overlap(b, a));
        expect(overlap(a, a)).toBe(true);
        expect(overlap(a, '*')).toBe(true);
      }),
      { seed: 4 },
    );
  });

  test('as long as a file may hold them take no time', () => {
    expect(overlap(`${'*a'.repeat(1000)}b`, `${'a*'.repeat(1000)}c`)).toBe(false);
  });
});

describe('an ARN', () => {
  test('has five fields after its scheme, the last with colons of its own', () => {
    expect(parseArn('arn:aws:logs:eu-central-1:123456789012:log-group:/a/b:*')).toEqual({
      partition: 'aws',
      service: 'logs',
      region: 'eu-central-1',
      account: '123456789012',
      resource: 'log-group:/a/b:*',
    });
  });

  test.each(['', '*', 'arn', 'arn:aws:s3', 'arn:aws:s3:::', 'aws:arn:s3:::b', 'arn::s3:::b', 'x'])(
    '%j is none',
    (text) => {
      expect(parseArn(text)).toBeUndefined();
    },
  );

  test.each([
    [`${home}:table/customers`, TABLE, true],
    [`${home}:table/customers*`, TABLE, true],
    [`${home}:table/*`, TABLE, true],
    [`${home}:table/`, TABLE, false],
    [`${home}:tables/customers`, TABLE, false],
    [`${home}:table/customers/index/by-name`, TABLE, false],
    [`${home}:table/customers/index/by-name`, INDEX, true],
    [`${home}:table/customers/*`, INDEX, true],
    [`${home}:table/customers`, INDEX, false],
    ['arn:aws:dynamodb:::table/customers', TABLE, false],
    ['arn:aws:s3:::bucket', TABLE, false],
    ['arn:aws:s3:::bucket', BUCKET, true],
    ['arn:aws:s3:::bucket', OBJECT, false],
    ['arn:aws:s3:::bucket/*', BUCKET, false],
    ['arn:aws:s3:::bucket/*', OBJECT, true],
    ['arn:aws:s3:::bucket/a/b/c', OBJECT, true],
    ['arn:aws:s3:::buck*', OBJECT, true],
    ['arn:aws:s3:eu-central-1::bucket', BUCKET, false],
    ['arn:aws:logs:eu-central-1:123456789012:log-group:/a/b:*', LOGS, true],
  ])('%s against %s: %s', (arn, documented, expected) => {
    expect(fits(arn, documented)).toBe(expected);
  });

  test('that fills in a pattern fits it, also with its end left open', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9.-]{1,10}$/);
    fc.assert(
      fc.property(
        fc.constantFrom(TABLE, INDEX, BUCKET, OBJECT, LOGS),
        fc.array(name, { minLength: 6, maxLength: 6 }),
        fc.nat(10),
        (documented, names, cut) => {
          let next = 0;
          const arn = documented.replaceAll(/\$\{[^}]+\}/g, () => names[next++] ?? 'x');
          const start = arn.split(':').slice(0, 5).join(':').length + 1;
          expect(fits(arn, documented)).toBe(true);
          expect(fits(`${arn.slice(0, Math.max(start, arn.length - cut))}*`, documented)).toBe(
            true,
          );
          expect(fits(arn.replace(/^arn:[^:]*:[^:]*/, 'arn:aws:sqs'), documented)).toBe(false);
          // A name says less than all names.
          expect(coversAll(arn, documented)).toBe(false);
        },
      ),
      { seed: 4 },
    );
  });

  test.each([
    [`${home}:table/*`, TABLE, true],
    [`${home}:*`, TABLE, true],
    [`${home}:table/?*`, TABLE, true],
    [`${home}:table/??????`, TABLE, true],
    [`${home}:table/*-*.*`, TABLE, true],
    [`${home}:tab*`, TABLE, true],
    [`${home}:table/c*`, TABLE, false],
    [`${home}:table/_-_`, TABLE, false],
    [`${home}:table/*c`, TABLE, false],
    [`${home}:table/?1?`, TABLE, false],
    [`${home}:table/*/index/*`, INDEX, true],
    [`${home}:table/customers/index/*`, INDEX, false],
    ['arn:aws:logs:eu-central-1:123456789012:log-group:*:*', LOGS, true],
    ['arn:aws:logs:eu-central-1:123456789012:log-group:/*', LOGS, true],
    ['arn:aws:logs:eu-central-1:123456789012:log-group:/team/*', LOGS, false],
    // What doesn't fit takes in nothing of it.
    ['arn:aws:sqs:eu-central-1:123456789012:*', TABLE, false],
    ['arn:aws:s3:::*', BUCKET, true],
    ['arn:aws:s3:::*/*', OBJECT, true],
    ['arn:aws:s3:::bucket/*', OBJECT, false],
    // A pattern without a name has nothing to choose from.
    ['arn:aws:iam::123456789012:root', pattern('arn:<Partition>:iam::<Account>:root'), false],
  ])('%s takes in all of %s: %s', (arn, documented, expected) => {
    expect(coversAll(arn, documented)).toBe(expected);
  });
});

test('a pattern is shown in words that nobody takes for a name', () => {
  expect(showPattern(OBJECT)).toBe('arn:aws:s3:::BUCKET_NAME/OBJECT_NAME');
  expect(showPattern(TABLE)).toBe('arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE_NAME');
});
