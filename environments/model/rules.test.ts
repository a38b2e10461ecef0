/** What the rules say beyond their own examples, and what they let pass. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { load } from './load.ts';

const DEFAULTS = readFileSync('environments/defaults.yaml', 'utf8');

/** Messages about `x.yaml`, warnings marked. */
async function said(yaml: string, others: Record<string, string> = {}): Promise<string[]> {
  const files = { 'defaults.yaml': DEFAULTS, ...others, 'x.yaml': yaml };
  const { problems, warnings } = await load({
    dir: '.',
    read: () => new Map(Object.entries(files)),
    later: 'accept',
    now: new Date('2026-11-23T12:00:00Z'),
  });
  return [
    ...problems.map(({ file, message }) => ({ file, message })),
    ...warnings.map(({ file, message }) => ({ file, message: `warning: ${message}` })),
  ]
    .filter(({ file, message }) => file === 'x.yaml' && !message.includes('is not built yet'))
    .map(({ message }) => message);
}

const JOB = 'handler: flight-delays, input: a/';

describe('the network', () => {
  test.each([
    ['{ cidr: 10.0.0.0/24 }', []],
    ['{ cidr: 100.64.0.0/20 }', []],
    ['{ cidr: 172.31.0.0/16 }', []],
    ['{ cidr: 10.0.0.256/24 }', ['10.0.0.256/24 is no IPv4 block: no part of it may be above 255']],
    ['{ cidr: 10.0.16.0/19 }', ['10.0.16.0/19 begins inside its block: write 10.0.0.0/19']],
    [
      '{ cidr: 127.0.0.0/24 }',
      [/lies in 127\.0\.0\.0\/8, which is every machine's own/, /^warning/],
    ],
    ['{ cidr: 169.254.0.0/16 }', [/credentials of tasks come from there/, /^warning/]],
    ['{ cidr: 172.17.1.0/24 }', [/which is Docker's own/]],
    ['{ cidr: 240.0.0.0/24 }', [/multicast or reserved/, /^warning/]],
    ['{ cidr: 8.8.8.0/24 }', [/^warning: 8\.8\.8\.0\/24 belongs to somebody on the internet/]],
    ['{ mode: nat, cidr: 10.0.0.0/25 }', []],
    ['{ vpcId: vpc-0a1b2c3d4e5f60718 }', [/^vpcId says nothing with mode public: remove it/]],
    [
      '{ mode: existing, vpcId: vpc-0a1b2c3d4e5f60718, subnetIds: [subnet-0a1b2c3d4e5f60718], securityGroupIds: [sg-0a1b2c3d4e5f60718], cidr: 8.8.8.0/24, availabilityZones: 3 }',
      [],
    ],
    [
      `{ mode: existing, vpcId: vpc-0a1b2c3d4e5f60718, subnetIds: [subnet-0a1b2c3d4e5f60718], securityGroupIds: [${Array(7).fill('sg-0a1b2c3d4e5f60718')}] }`,
      ['securityGroupIds names 7, and a task takes 5: leave 2 out'],
    ],
  ])('%s', async (network, expected) => {
    expect(await said(`network: ${network}\n`)).toEqual(
      expected.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))),
    );
  });

  test.each([
    ['public', '10.0.0.0/25', 22, true],
    ['public', '10.0.0.0/25', 23, false],
    // Interface endpoints take addresses too.
    ['endpoints', '10.0.0.0/25', 16, true],
    ['endpoints', '10.0.0.0/25', 17, false],
    ['nat', '10.0.0.0/25', 22, true],
    ['nat', '10.0.0.0/25', 23, false],
  ])('%s of %s has addresses for %i shards: %p', async (mode, cidr, shards, enough) => {
    const yaml = `network: { mode: ${mode}, cidr: ${cidr} }\njobs: { flight-delays: { shards: ${shards} } }\n`;

    expect(await said(yaml)).toHaveLength(enough ? 0 : 1);
  });
});

describe('tags', () => {
  test.each([
    [
      'tags: { costCenter: "1", CostCenter: "2" }',
      [/"CostCenter" stands here twice, but for its case/],
    ],
    ['tags: { Owner: me }', [/"Owner" is set by nightshift itself: remove it/]],
    ['tags: { "aws:x": "1" }', [/name of the tag "aws:x" begins with aws:/]],
    ['tags: { x: "AWS:1" }', [/value of the tag "x" begins with aws:/]],
    ['owner: aws:team', [/^owner is a tag's value, and begins with aws:/]],
    [`tags: { ${'x'.repeat(129)}: "1" }`, [/has 129 characters, AWS takes 128/]],
    [`tags: { x: ${'y'.repeat(257)} }`, [/has 257 characters, AWS takes 256/]],
    ['tags: { "": x }', [/name of the tag "" is empty/]],
    [
      `tags: { ${Array.from({ length: 46 }, (_, i) => `t${i}: x`).join(', ')} }`,
      [/use 45 or fewer, not 46/],
    ],
    ['tags: { Ünïcode: "1 2_.:/=+-@" }', []],
  ])('%s', async (yaml, expected) => {
    expect(await said(`${yaml}\n`)).toEqual(expected.map((one) => expect.stringMatching(one)));
  });
});

describe('images', () => {
  const builder = 'pipeline: { source: { kind: codecommit } }\n';

  test.each([
    ['image: { from: dev }', { 'dev.yaml': builder }, []],
    ['image: { from: dev, track: other }', { 'dev.yaml': builder }, [/moves the tag main, and/]],
    [
      `image: { from: dev, track: other, digest: "sha256:${'0'.repeat(64)}" }`,
      { 'dev.yaml': builder },
      [],
    ],
    [
      'image: { from: dev }',
      { 'dev.yaml': `${builder}region: 3\n` },
      [/environment dev says can't be read, .*: mend its file first/],
    ],
    [
      'image: { from: dev }\njobs: { flight-delays: { architecture: x86_64 } }',
      { 'dev.yaml': `${builder}jobs: { flight-delays: null }\n` },
      [/x86_64 differs from arm64 of the pipeline of environment dev/],
    ],
    ['image: { from: dve }', { 'dev.yaml': builder }, [/no environment "dve": did you mean dev\?/]],
    ['image: { from: x }', {}, [/takes its images from itself/]],
    [`image: { from: dev }\n${builder}`, { 'dev.yaml': builder }, [/builds images itself/]],
    [
      'image: { from: dev }\nnetwork: { mode: endpoints }',
      { 'dev.yaml': `${builder}region: us-east-1\n` },
      [/registry of dev is in us-east-1, which the endpoints of eu-central-1 don't reach/],
    ],
    [
      'image: { from: dev }\njobs: { flight-delays: { architecture: x86_64 } }',
      { 'dev.yaml': builder },
      [/x86_64 differs from arm64 of flight-delays of environment dev/],
    ],
    [`image: { digest: "sha256:${'0'.repeat(64)}" }`, {}, []],
    [`image: { digest: "sha256:${'A'.repeat(64)}" }`, {}, [/is no digest/]],
  ])('%s', async (yaml, others, expected) => {
    expect(await said(`${yaml}\n`, others)).toEqual(
      expected.map((one) => expect.stringMatching(one)),
    );
  });

  test.each([
    [
      '{ kind: github, repository: o/n, connection: "arn:aws:codeconnections:eu-central-1:123456789012:connection/x" }',
      [],
    ],
    ['{ kind: codecommit, branch: release/1.x_y }', []],
    ...['a..b', 'a//b', 'a/', 'a.', 'a/.b', 'a.lock', 'a.lock/b', 'a b', '-a'].map(
      (branch): [string, RegExp[]] => [
        `{ kind: codecommit, branch: "${branch}" }`,
        [/must be the name of a branch/],
      ],
    ),
    ['{ kind: github, repository: o/n }', [/lacks connection: add it/]],
    [
      '{ kind: github, repository: o/n, connection: "arn:aws:codeconnections:us-east-1:123456789012:connection/x" }',
      [/the connection lies in us-east-1 of account 123456789012, the pipeline in eu-central-1/],
    ],
  ])('are built from %s', async (source, expected) => {
    expect(await said(`pipeline: { source: ${source} }\n`)).toEqual(
      expected.map((one) => expect.stringMatching(one)),
    );
  });
});

describe('promotion', () => {
  test('of a name that is none offers the nearest', async () => {
    expect(await said('promotesFrom: satging\n', { 'staging.yaml': '' })).toEqual([
      'there is no environment "satging": did you mean staging?',
    ]);
  });

  test('of an environment with errors of its own is no error', async () => {
    expect(await said('promotesFrom: broken\n', { 'broken.yaml': 'region: 3\n' })).toEqual([]);
  });

  test('in a circle of others is told there', async () => {
    const others = { 'a.yaml': 'promotesFrom: b\n', 'b.yaml': 'promotesFrom: a\n' };

    expect(await said('promotesFrom: a\n', others)).toEqual([]);
  });

  test('from itself is a circle', async () => {
    expect(await said('promotesFrom: x\n')).toEqual([
      'promotes in a circle (x from x): one must be the first',
    ]);
  });
});

describe('buckets', () => {
  test.each([
    ['data: { input: { bucket: team-data } }', []],
    [
      'data: { input: { bucket: same, expireAfterDays: null }, output: { bucket: same, expireAfterDays: null } }\njobs: { flight-delays: { input: delays/in/, output: delays/ } }',
      [/lie in each other in same, so the job would read what it wrote/],
    ],
    [
      'data: { input: { bucket: same, expireAfterDays: null }, output: { bucket: same, expireAfterDays: null } }',
      [],
    ],
    [
      'network: { mode: endpoints }\njobs: { flight-delays: { input: s3://data-eu-central-1/x/ } }',
      [],
    ],
    ['jobs: { flight-delays: { input: s3://data-us-east-1/x/ } }', []],
    [
      'data: { output: { bucket: theirs, expireAfterDays: null, readers: ["arn:aws:iam::111122223333:root"] } }',
      [
        /the bucket theirs exists already and keeps its own policy: let them in there, and remove readers$/,
      ],
    ],
  ])('%s', async (yaml, expected) => {
    const found = await said(
      `${yaml.replace('bucket: team-data', 'bucket: team-data, expireAfterDays: null')}\n`,
    );

    expect(found).toEqual(expected.map((one) => expect.stringMatching(one)));
  });
});

describe('jobs', () => {
  test.each([
    [`{ flight-delays: {}, other: { ${JOB}, output: other/ } }`, []],
    [`{ flight-delays: {}, other: { ${JOB}, output: delays/ } }`, [/lie in each other/]],
    [`{ flight-delays: {}, other: { ${JOB}, output: delays-2/ } }`, []],
    ['{ flight-delays: { command: [./run] } }', []],
    [`{ flight-delays: { variables: { A: "${'x'.repeat(60_000)}" } } }`, []],
  ])('%s'.slice(0, 80), async (jobs, expected) => {
    expect(await said(`jobs: ${jobs}\n`)).toEqual(
      expected.map((one) => expect.stringMatching(one)),
    );
  });
});
