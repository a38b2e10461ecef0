/** What is wrong with the machine or the input: one clear message each, exit code 2, nothing done. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Ended, nightshift } from './support/cli.ts';
import { linkPackages, scratchCheckout } from './support/scratch.ts';
import { isolated } from './support/world.ts';

const OFFLINE = {
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'eu-central-1',
  AWS_MAX_ATTEMPTS: '1',
};

describe('one message and exit code 2 for', () => {
  let home: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'nightshift-'));
    env = { ...isolated(home), ...OFFLINE };
    delete env['AWS_ENDPOINT_URL'];
  });
  afterAll(async () => {
    await nightshift(['emulator', 'stop'], { env });
    await rm(home, { recursive: true, force: true });
  });

  /** A PATH with node and the shell's tools, without the named program. */
  function pathWithout(...programs: string[]): string {
    const folder = mkdtempSync(join(tmpdir(), 'path-'));
    for (const program of [
      'node',
      'npm',
      'sh',
      'dirname',
      'find',
      'head',
      'mkdir',
      'rm',
      'touch',
      'git',
      'terraform',
      'python3',
    ]) {
      const found = (process.env['PATH'] ?? '')
        .split(delimiter)
        .map((place) => join(place, program))
        .find(existsSync);
      if (found && !programs.includes(program))
        symlinkSync(program === 'node' ? process.execPath : found, join(folder, program));
    }
    return folder;
  }

  function expectMessage(ended: Ended, message: string | RegExp): void {
    expect(ended.stderr.trim()).toMatch(message);
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' });
    // One message, without a stack.
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  }

  test('an unknown environment', async () => {
    const ended = await nightshift(['plan', 'prd'], { env });

    expectMessage(
      ended,
      /^there is no environment "prd", did you mean "prod"\? There are dev, prod, staging in environments\/$/,
    );
  });

  test('an unknown job', async () => {
    const ended = await nightshift(['run', 'dev', 'flight-delay'], { env });

    expectMessage(
      ended,
      /^there is no job "flight-delay", did you mean "flight-delays"\? There are flight-delays in environments\/dev\.yaml$/,
    );
  });

  test('an unknown handler, a missing folder, a time that is none', async () => {
    expectMessage(
      await nightshift(['exec', 'nothing', '--input', '.', '--output', '/tmp/x'], { env }),
      /^there is no handler "nothing": there are flight-delays in job\/handlers\/$/,
    );
    expectMessage(
      await nightshift(['exec', 'flight-delays', '--input', '/no/such', '--output', '/tmp/x'], {
        env,
      }),
      /^the input folder \/no\/such does not exist$/,
    );
  });

  test('an unknown command or option', async () => {
    expectMessage(
      await nightshift(['aply', 'dev'], { env }),
      /^error: unknown command 'aply'\n\(Did you mean apply\?\)$/,
    );
    expectMessage(
      await nightshift(['plan', 'dev', '--locl'], { env }),
      /^error: unknown option '--locl'\n\(Did you mean --local\?\)$/,
    );
  });

  test('an environment file with errors, all of them', async () => {
    const root = scratchCheckout();
    writeFileSync(
      join(root, 'environments', 'prod.yaml'),
      'colour: red\njobs: { flight-delays: { memory: 513 } }\n',
    );

    linkPackages(root);

    const ended = await nightshift(['plan', 'prod'], { env, root });

    expectMessage(ended, /^environments\/prod\.yaml:1:1: unknown key "colour": .*$/m);
  });

  test('no terraform and no network', async () => {
    // A port of this machine where nothing listens stands for the network.
    const closed = {
      ...env,
      PATH: pathWithout('terraform'),
      NIGHTSHIFT_TERRAFORM_RELEASES: 'http://127.0.0.1:1',
      NIGHTSHIFT_CACHE_DIR: join(home, 'empty'),
    };

    const ended = await nightshift(['plan', 'dev'], { env: closed });

    expectMessage(
      ended,
      /terraform is not on the PATH and could not be downloaded from http:\/\/127\.0\.0\.1:1\/.*: install Terraform 1\.11 or later, or name one by TERRAFORM_BINARY_NAME$/,
    );
  });

  test('no Python', async () => {
    const bare = {
      ...env,
      PATH: pathWithout('python3', 'python'),
      NIGHTSHIFT_CACHE_DIR: join(home, 'empty'),
    };

    const ended = await nightshift(['plan', 'dev', '--local'], { env: bare });

    expectMessage(
      ended,
      /^the embedded AWS needs Python 3\.10 or later, and python3 or python is none: install Python 3\.10 or later, or name one by NIGHTSHIFT_PYTHON$/,
    );
  });

  test('a port that is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;

    const ended = await nightshift(['emulator', 'start', '--port', String(port)], { env });
    server.close();

    expectMessage(
      ended,
      new RegExp(
        `^port ${port} is taken by another program: choose another by --port, or leave it out for a free one$`,
      ),
    );
  });

  test('an emulator that is dead', async () => {
    const ended = await nightshift(['plan', 'dev'], {
      env: { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    });

    expectMessage(
      ended,
      /^nothing answers at AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\): start what should run there, or unset it and add --local for the embedded AWS$/,
    );
  });

  test('a folder that is read-only', async () => {
    const ended = await nightshift(['plan', 'dev'], {
      env: { ...env, NIGHTSHIFT_DIR: '/proc/nightshift' },
    });

    expectMessage(
      ended,
      /^nightshift: \/proc\/nightshift cannot be written: make it writable, or set NIGHTSHIFT_DIR to a folder that is$/,
    );
  });

  test('a folder that is read-only, though the bundle in it is whole', async () => {
    const { code } = await nightshift(['--version'], { env });
    expect(code).toBe(0);
    chmodSync(home, 0o555);
    // Root may write everywhere, so the command must be somebody else.
    const uid = process.getuid?.() === 0 ? 65_534 : undefined;

    const ended = await nightshift(['plan', 'dev', '--local'], { env, ...(uid && { uid }) });
    chmodSync(home, 0o755);

    expectMessage(
      ended,
      /\/emulator\S* cannot be written \((EACCES|EPERM)\): make it writable, or set NIGHTSHIFT_DIR to a folder that is$/,
    );
  });

  test('packages that are half installed', async () => {
    const root = scratchCheckout();
    // npm writes node_modules/.package-lock.json last.
    mkdirSync(join(root, 'node_modules', 'zod'), { recursive: true });

    const ended = await nightshift(['--version'], {
      env: { ...env, NIGHTSHIFT_DIR: join(root, '.nightshift') },
      root,
    });

    expectMessage(
      ended,
      /^nightshift: node_modules is half installed: run 'rm -rf node_modules && npm ci'$/,
    );
  });

  test('packages of which one is gone', async () => {
    const root = scratchCheckout();
    linkPackages(root, ['esbuild', '@esbuild']);

    const ended = await nightshift(['--version'], {
      env: { ...env, NIGHTSHIFT_DIR: join(root, '.nightshift') },
      root,
    });

    expectMessage(
      ended,
      /Could not resolve "commander"[\s\S]*node_modules is incomplete: run 'rm -rf node_modules && npm ci'$/,
    );
  });

  test('no AWS credentials', async () => {
    const bare: NodeJS.ProcessEnv = {
      ...env,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    };
    delete bare['AWS_ACCESS_KEY_ID'];
    delete bare['AWS_SECRET_ACCESS_KEY'];

    const ended = await nightshift(['plan', 'dev'], { env: bare });

    expectMessage(
      ended,
      /^there are no AWS credentials: set AWS_PROFILE or sign in, or add --local for the embedded AWS$/,
    );
  });
});
