/** A team's repository takes a new version, by the commands of docs/upgrading.md. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nightshift } from './support/cli.ts';
import { codeBlocks } from './support/doc.ts';
import { checkTypes, linkPackages, scratchCheckout } from './support/scratch.ts';
import { isolated, ROOT } from './support/world.ts';

/** Nothing of the person's own settings. */
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 't',
  GIT_AUTHOR_EMAIL: 't@example.com',
  GIT_COMMITTER_NAME: 't',
  GIT_COMMITTER_EMAIL: 't@example.com',
};
const [addRemote = '', joinHistories = '', upgrade = ''] = codeBlocks('upgrading.md', 'sh');
const [extension = ''] = codeBlocks('extending.md', 'ts');

const shell = (cwd: string, script: string): string =>
  execFileSync('sh', ['-eu', '-c', script], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...GIT },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

function edit(root: string, file: string, from: string, to: string): void {
  const text = readFileSync(join(root, file), 'utf8');
  expect(text).toContain(from);
  write(root, { [file]: text.replace(from, to) });
}

function commit(root: string, message: string): void {
  shell(root, `git add --all; git commit --quiet --message='${message}'`);
}

/** Two versions of this repository, the second one in the way of whatever a team may have done. */
function makeUpstream(): string {
  const root = scratchCheckout();
  for (const name of ['.github', '.upgrade-keeps'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  write(root, { '.gitignore': 'node_modules\n', 'README.md': 'to be\n' });
  shell(root, 'git init --quiet --initial-branch=main');
  commit(root, 'before');
  write(root, { 'README.md': 'nightshift\n' });
  commit(root, 'version 1.0.0');
  shell(root, 'git tag v1.0.0');

  edit(root, 'stacks/storage.ts', 'INCOMPLETE_UPLOAD_DAYS = 3', 'INCOMPLETE_UPLOAD_DAYS = 4');
  const buckets = '  /** Names of the data buckets. */\n';
  const api = 'stacks/extension-api.ts';
  edit(root, api, buckets, `  /** Who answers for it. */\n  readonly owner: string;\n${buckets}`);
  const given = '      buckets: bucketNames(environment),\n';
  edit(root, api, given, `      owner: environment.owner,\n${given}`);
  // Examples, which a team has edited, deleted or left as they were.
  write(root, {
    'environments/prod.yaml': 'owner: upstream\n',
    'environments/staging.yaml': 'owner: upstream\n',
    'environments/another.yaml': 'owner: upstream\n',
    'job/handlers/flight-delays.ts': '// upstream\n',
    'job/handlers/another.ts': '// upstream\n',
    'stacks/extensions.ts': '// upstream\n',
    '.github/CODEOWNERS': '* @upstream\n',
  });
  edit(root, 'environments/dev.yaml', 'retentionDays: 7', 'retentionDays: 3');
  commit(root, 'version 1.1.0');
  shell(root, 'git tag v1.1.0');
  return root;
}

/** What a team does with its copy. */
function work(root: string): void {
  write(root, {
    'environments/prod.yaml': 'owner: team\n',
    'environments/eu.yaml': 'owner: team\nregion: eu-west-1\n',
    'job/handlers/invoices.ts': '// team\n',
    'job/handlers/flight-delays.ts': '// team\n',
    'stacks/extensions.ts': extension,
    '.github/CODEOWNERS': '* @team\n',
  });
  rmSync(join(root, 'environments', 'staging.yaml'));
  commit(root, 'ours');
}

describe('a repository that was made', () => {
  let upstream: string;
  let home: string;
  let upgraded: string;

  beforeAll(() => {
    upstream = makeUpstream();
    home = mkdtempSync(join(tmpdir(), 'upgrade-'));
  });
  afterAll(async () => {
    await rm(upstream, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  });

  test.each([
    [
      'by a clone',
      (root: string) =>
        shell(
          home,
          `git clone --quiet '${upstream}' '${root}'
        cd '${root}'; git reset --quiet --hard v1.0.0; git remote remove origin`,
        ),
      '',
    ],
    [
      'from the template',
      (root: string) =>
        shell(
          home,
          `mkdir '${root}'
        git -C '${upstream}' archive v1.0.0 | tar -x -C '${root}'
        cd '${root}'; git init --quiet --initial-branch=main; git add --all; git commit --quiet --message=copied`,
        ),
      joinHistories,
    ],
  ] as const)('%s takes the new version, and keeps what is its own', async (_, make, join_) => {
    const root = join(mkdtempSync(join(home, 'team-')), 'repository');
    make(root);
    work(root);
    const ours = shell(root, 'git rev-parse HEAD').trim();

    const commands = `${addRemote}${join_}${upgrade}`;
    shell(root, commands.replace('https://github.com/OWNER/nightshift.git', upstream));

    expect(shell(root, `git status --porcelain; git diff --name-only ${ours} HEAD`)).toBe(
      'stacks/extension-api.ts\nstacks/storage.ts\n',
    );
    // Git knows that the version is in, so that the next one starts from it.
    shell(root, 'git merge-base --is-ancestor v1.1.0 HEAD');
    expect(existsSync(join(root, 'environments', 'staging.yaml'))).toBe(false);
    expect(existsSync(join(root, 'job', 'handlers', 'another.ts'))).toBe(false);
    upgraded = root;
  });

  test('then synthesises its own resources by the new code', async () => {
    const root = upgraded;
    linkPackages(root);
    checkTypes(root, 'stacks/extensions.ts');
    const out = join(root, 'out');
    const env = isolated(join(root, 'home'));
    const synth = await nightshift(['synth', 'prod', '--output', out], { root, env });
    expect(synth).toMatchObject({ code: 0, stderr: '' });
    const { resource } = JSON.parse(
      readFileSync(join(out, 'stacks', 'prod', 'cdk.tf.json'), 'utf8'),
    );
    expect(resource.aws_dynamodb_table).toHaveProperty('extensions_customers');
    expect(JSON.stringify(resource.aws_s3_bucket_lifecycle_configuration)).toContain(
      '"days_after_initiation":4',
    );
  });

  test('and has changed a file of ours is stopped by its conflict', () => {
    const root = join(home, 'changed');
    shell(
      home,
      `git clone --quiet '${upstream}' '${root}'; cd '${root}'; git reset --quiet --hard v1.0.0; git remote remove origin`,
    );
    edit(root, 'stacks/storage.ts', 'INCOMPLETE_UPLOAD_DAYS = 3', 'INCOMPLETE_UPLOAD_DAYS = 9');
    commit(root, 'ours');
    const commands = `${addRemote}${upgrade}`;

    expect(() =>
      shell(root, commands.replace('https://github.com/OWNER/nightshift.git', upstream)),
    ).toThrow();
    expect(shell(root, 'git diff --name-only --diff-filter=U')).toBe('stacks/storage.ts\n');
  });
});
