import { describe, expect, test } from '@jest/globals';
import { changeOf, explained, said } from '../../../tests/support/change.ts';
import { environmentOf } from '../../../tests/support/environment.ts';
import type { Tree } from '../plan.ts';
import { imagesIn } from './image.ts';

const OURS = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/nightshift-prod';
const [A, B] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];

const task = (image: string): Tree => ({
  container_definitions: [{ name: 'app', image, essential: true }],
});

test('commits of digests are told where somebody knows them', () => {
  const change = changeOf('aws_ecs_task_definition', task(`${OURS}@${A}`), task(`${OURS}@${B}`));
  const [a, b] = ['1', '2'].map((digit) => digit.repeat(40)) as [string, string];

  expect(
    said(change, {
      commits: new Map([
        [A, a],
        [B, b],
      ]),
    }),
  ).toEqual(['image sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb, commits 1111111..2222222']);
  expect(said(change, { commits: new Map([[B, b]]) })).toEqual([
    'image sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb, commit 2222222',
  ]);
  expect(imagesIn([change])).toEqual([`${OURS}@${A}`, `${OURS}@${B}`]);
});

describe('an image', () => {
  test.each<[string, string, string, string]>([
    [
      'is pinned',
      `${OURS}:main`,
      `${OURS}@${A}`,
      'image pinned to sha256:aaaaaaaaaaaa (was tag main)',
    ],
    [
      'is pinned anew',
      `${OURS}@${A}`,
      `${OURS}@${B}`,
      'image sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb',
    ],
    [
      'is pinned by commits',
      `${OURS}:${'1'.repeat(40)}@${A}`,
      `${OURS}:${'2'.repeat(40)}@${B}`,
      'image sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb, commits 1111111..2222222',
    ],
    [
      'follows a tag again',
      `${OURS}@${A}`,
      `${OURS}:main`,
      'image no longer pinned to sha256:aaaaaaaaaaaa: tag main; the next run uses the newest build of main',
    ],
    [
      'follows another tag',
      `${OURS}:main`,
      `${OURS}:release`,
      'image tag main → release; the next run uses the newest build of release',
    ],
    ['has a newer version', 'redis:7.2', 'redis:7.4.1', 'image tag 7.2 → 7.4.1'],
    [
      'has no tag',
      'redis:7.2',
      'redis',
      'image tag 7.2 → latest; the next run uses the newest build of latest',
    ],
    ['is another', `${OURS}:1.0`, `${OURS}/other:1.0`, `image ${OURS}:1.0 → ${OURS}/other:1.0`],
    [
      'comes from a registry with a port',
      'localhost:5000/a:1.0',
      'localhost:5000/a:1.1',
      'image tag 1.0 → 1.1',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(said(changeOf('aws_ecs_task_definition', task(before), task(after)))).toEqual([
      expected,
    ]);
  });

  test.each([
    ['aws_lambda_function', 'image_uri'],
    ['aws_cloudcontrolapi_resource', 'imageUri'],
  ])('of %s is one too', (type, name) => {
    const [before, after] = [{ [name]: 'a:1.0' }, { [name]: 'a:1.1' }];

    expect(said(changeOf(type, before, after))).toEqual(['image tag 1.0 → 1.1']);
  });

  test('of a container elsewhere is one too, but nobody knows when it is looked for anew', () => {
    const pod = (image: string): Tree => ({ spec: [{ container: [{ name: 'a', image }] }] });

    expect(said(changeOf('kubernetes_deployment', pod('a:x'), pod('a:y')))).toEqual([
      'image tag x → y',
    ]);
  });

  test('of a disk is none', () => {
    const disk = (image: string): Tree => ({ initialize_params: [{ image }] });

    expect(said(changeOf('google_compute_disk', disk('debian-11'), disk('debian-12')))).toEqual([
      'compute disk: image debian-11 → debian-12',
    ]);
  });

  const environment = environmentOf();

  test.each<[string, string | undefined, string, boolean, string | undefined]>([
    ['of our registry', `${OURS}:main`, `${OURS}@${A}`, true, undefined],
    [
      'of a foreign registry',
      `${OURS}:main`,
      'docker.io/evil/x:main',
      true,
      'image from a foreign registry',
    ],
    [
      'of another account',
      `${OURS}:main`,
      OURS.replace('1234', '9999'),
      true,
      'image from a foreign registry',
    ],
    ['that was foreign before', 'ghcr.io/a/b:1.0', 'ghcr.io/a/b:1.1', true, undefined],
    [
      'of nobody known, moved',
      'ghcr.io/a/b:1.0',
      'quay.io/a/b:1.0',
      false,
      'image from a foreign registry',
    ],
    ['of a new task, ours', undefined, `${OURS}:main`, true, undefined],
    ['of a new task, foreign', undefined, 'ghcr.io/a/b:1.0', true, 'image from a foreign registry'],
  ])('%s is judged', (_, before, after, known, reason) => {
    const change = changeOf(
      'aws_ecs_task_definition',
      before === undefined ? undefined : task(before),
      task(after),
    );
    const found = explained(change, known ? { environment } : {}).find(
      ({ about }) => about === 'image',
    );

    expect([found?.reason, found?.risk]).toEqual([reason, reason ? 'medium' : 'none']);
  });
});
