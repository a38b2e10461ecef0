/** The build of an image, with a registry of files in the place of Docker and AWS. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

const SCRIPT = join(import.meta.dirname, 'build-image.sh');
const REGISTRY = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const FIRST = '1111111111111111111111111111111111111111';
const SECOND = '2222222222222222222222222222222222222222';

/** Options of a call -> variables, then the registry's side of it. */
const AWS = `#!/usr/bin/env bash
set -eu
echo "aws $*" >> "$WORLD/calls"
while [ $# -gt 0 ]; do
  case $1 in
    get-login-password) echo secret; exit ;;
    batch-get-image) call=get ;;
    put-image) call=put ;;
    --image-ids) id=$2; shift ;;
    --image-tag) tag=$2; shift ;;
    --image-digest) digest=$2; shift ;;
    --image-manifest) manifest=$2; shift ;;
    --query) query=$2; shift ;;
  esac
  shift
done
[ ! -e "$WORLD/aws-fails" ] || { echo AccessDeniedException >&2; exit 254; }
if [ $call = get ]; then
  case $id in
    imageTag=*) digest=$(cat "$WORLD/tags/\${id#imageTag=}" 2>/dev/null || echo None) ;;
    imageDigest=*) digest=\${id#imageDigest=} ;;
  esac
  case $query in
    *imageDigest) echo "$digest" ;;
    *imageManifest) cat "$WORLD/manifests/$digest" ;;
  esac
else
  [ "$digest" = "sha256:$(printf %s "$manifest" | sha256sum | cut -c1-64)" ] ||
    { echo ImageDigestDoesNotMatchException >&2; exit 254; }
  ! [ "$(cat "$WORLD/tags/$tag" 2>/dev/null)" = "$digest" ] ||
    { echo ImageAlreadyExistsException >&2; exit 254; }
  printf %s "$digest" > "$WORLD/tags/$tag"
fi
`;

/** No two builds are alike, as with timestamps in layers. */
const DOCKER = `#!/usr/bin/env bash
set -eu
echo "docker $*" >> "$WORLD/calls"
case "$1 \${2:-}" in
  'login '*) [ "$(cat)" = secret ] ;;
  'buildx create') [ ! -e "$WORLD/no-builder" ] ;;
  'buildx build')
    [ ! -e "$WORLD/build-fails" ] || exit 1
    while [ "$1" != --tag ]; do shift; done
    manifest="{ \\"build\\": \\"$RANDOM-$$\\",
  \\"layers\\": [] }"
    digest=sha256:$(printf %s "$manifest" | sha256sum | cut -c1-64)
    printf %s "$manifest" > "$WORLD/manifests/$digest"
    printf %s "$digest" > "$WORLD/tags/\${2##*:}" ;;
esac
`;

describe('the build of an image', () => {
  let world: string;

  beforeEach(() => {
    world = mkdtempSync(join(tmpdir(), 'build-'));
    for (const folder of ['bin', 'tags', 'manifests']) mkdirSync(join(world, folder));
    for (const [name, text] of [
      ['aws', AWS],
      ['docker', DOCKER],
    ] as const) {
      writeFileSync(join(world, 'bin', name), text);
      chmodSync(join(world, 'bin', name), 0o755);
    }
  });
  afterEach(() => rmSync(world, { recursive: true }));

  function build(commit: string | undefined, channel = 'main') {
    rmSync(join(world, 'calls'), { force: true });
    const { status, stdout, stderr } = spawnSync('bash', [SCRIPT], {
      encoding: 'utf8',
      env: {
        PATH: `${join(world, 'bin')}:${process.env['PATH']}`,
        WORLD: world,
        IMAGE: `${REGISTRY}/nightshift-dev`,
        CACHE: `${REGISTRY}/nightshift-dev/cache`,
        CHANNEL: channel,
        ...(commit !== undefined && { CODEBUILD_RESOLVED_SOURCE_VERSION: commit }),
      },
    });
    return { status, output: stdout + stderr };
  }
  const set = (flag: string) => writeFileSync(join(world, flag), '');
  const tag = (name: string) => readFileSync(join(world, 'tags', name), 'utf8');
  const tags = () => readdirSync(join(world, 'tags')).sort();
  const calls = (text: string) =>
    readFileSync(join(world, 'calls'), 'utf8')
      .split('\n')
      .filter((call) => call.includes(text));

  test('tags it with the commit, and moves the channel to it', () => {
    const { status, output } = build(FIRST);

    expect(output).toContain(`main is commit ${FIRST}: ${REGISTRY}/nightshift-dev@${tag(FIRST)}`);
    expect(status).toBe(0);
    expect(tags()).toEqual([FIRST, 'main']);
    expect(tag('main')).toBe(tag(FIRST));
    expect(calls('buildx build')).toEqual([expect.stringContaining('--file job/Dockerfile')]);
    expect(output).not.toContain('secret');
    expect(calls('secret')).toEqual([]);
  });

  test('of another commit leaves the one before where it was', () => {
    build(FIRST);
    const before = tag(FIRST);

    expect(build(SECOND, 'main').status).toBe(0);

    expect(tag(FIRST)).toBe(before);
    expect(tag('main')).toBe(tag(SECOND));
    expect(tag(SECOND)).not.toBe(before);
  });

  test('of a commit that has an image never puts another in its place', () => {
    build(FIRST);
    build(SECOND);
    const before = tag(FIRST);

    const { status, output } = build(FIRST);

    expect(output).toContain(`commit ${FIRST} has an image already`);
    expect(status).toBe(0);
    expect(calls('buildx')).toEqual([]);
    expect([tag(FIRST), tag('main')]).toEqual([before, before]);
    // And once more, when nothing is left to move.
    expect(build(FIRST).status).toBe(0);
    expect(calls('put-image')).toEqual([]);
  });

  test('keeps layers in a repository of their own, in the form that ECR takes', () => {
    build(FIRST);

    const [call] = calls('buildx build');
    expect(call).toContain(
      `--cache-from type=registry,ref=${REGISTRY}/nightshift-dev/cache:layers`,
    );
    expect(call).toMatch(/--cache-to \S+,mode=max,image-manifest=true,oci-mediatypes=true,/);
  });

  test('goes on without layers if nothing can keep them', () => {
    set('no-builder');

    expect(build(FIRST).status).toBe(0);

    expect(calls('buildx build')).toEqual([expect.not.stringContaining('cache')]);
    expect(tags()).toEqual([FIRST, 'main']);
  });

  test.each(['build-fails', 'aws-fails'])('that fails (%s) moves nothing', (flag) => {
    build(FIRST);
    const before = tag('main');
    set(flag);

    expect(build(SECOND).status).not.toBe(0);

    expect(tag('main')).toBe(before);
    expect(tags()).toEqual([FIRST, 'main']);
  });

  test('without a commit says so, and does nothing', () => {
    const { status, output } = build(undefined);

    expect(status).not.toBe(0);
    expect(output).toContain('CODEBUILD_RESOLVED_SOURCE_VERSION: the commit');
    expect(tags()).toEqual([]);
  });
});
