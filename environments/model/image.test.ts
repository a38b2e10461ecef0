/** What follows for one environment's images from the files of others. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { environmentOf } from '../../tests/support/environment.ts';
import { builtFor } from './image.ts';
import { load } from './load.ts';

const DEFAULTS = readFileSync('environments/defaults.yaml', 'utf8');
const BUILDER = 'pipeline: { source: { kind: codecommit } }\n';
const HERE = { project: 'nightshift', account: '123456789012', region: 'eu-central-1' };

async function loaded(files: Record<string, string>) {
  const all = new Map(Object.entries({ 'defaults.yaml': DEFAULTS, ...files }));
  return await load({ dir: '.', read: () => all, now: new Date(0) });
}

describe('an environment that takes its images from another', () => {
  const files = {
    'dev.yaml': BUILDER,
    'prod.yaml': 'image: { from: dev }\naccount: "210987654321"\nregion: us-east-1\n',
    'staging.yaml': 'image: { from: dev }\n',
  };

  test('knows where they lie', async () => {
    const { environments, problems } = await loaded(files);

    expect(problems).toEqual([]);
    expect(environments.get('prod')?.environment.registry).toEqual({ name: 'dev', ...HERE });
    expect(environments.get('staging')?.environment.registry).toEqual({ name: 'dev', ...HERE });
    expect(environments.get('dev')?.environment).not.toHaveProperty('registry');
  });

  test('is known there, if it lies in another account', async () => {
    const { environments } = await loaded(files);

    expect(environments.get('dev')?.environment.pulledBy).toEqual([
      { ...HERE, name: 'prod', account: '210987654321', region: 'us-east-1' },
    ]);
    expect(environments.get('prod')?.environment.pulledBy).toEqual([]);
  });

  test('keeps its neighbours when a key of its own is put back', async () => {
    const prod = (await loaded(files)).environments.get('prod');
    if (!prod) throw new Error('prod');

    expect(prod.complete(prod.settings)).toEqual(prod.environment);
    expect(prod.complete({ ...prod.settings, image: { track: 'main' } })).not.toHaveProperty(
      'registry',
    );
  });

  test.each([
    ['whose file is broken', { 'dev.yaml': `${BUILDER}region: 3\n` }],
    ['whose file is no YAML', { 'dev.yaml': 'pipeline: [\n' }],
    ['that does not exist', {}],
    ['that is itself', { 'prod.yaml': 'image: { from: prod }\n' }],
  ])('%s is refused', async (_, others) => {
    const { environments, problems } = await loaded({
      'prod.yaml': 'image: { from: dev }\n',
      ...others,
    });

    expect(environments.has('prod')).toBe(false);
    expect(problems.filter(({ file }) => file === 'prod.yaml')).toHaveLength(1);
  });
});

test.each([
  ['', 'arm64'],
  ['jobs: { flight-delays: { architecture: x86_64 } }\n', 'x86_64'],
  ['jobs: { flight-delays: null }\n', 'arm64'],
])('an image is built for the processor of the jobs: %p', (yaml, architecture) => {
  expect(builtFor(environmentOf(yaml))).toBe(architecture);
});
