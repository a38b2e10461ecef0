import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Terraform } from './driver.ts';

const CONFIGURATION = {
  terraform: { backend: { s3: { key: 'state/dev' } } },
  resource: { aws_vpc: { vpc: { cidr_block: '10.0.0.0/24' } } },
};

/** A terraform that writes down what it is asked, and of which `init` makes the folder. */
const PROGRAM = `#!/bin/sh
echo "$1" >> asked
case $1 in
  init) mkdir -p .terraform ;;
  plan) [ -d .terraform ] && exit 0
    echo '{"type":"diagnostic","@message":"","diagnostic":{"severity":"error","summary":"Required plugins are not installed","detail":"run: terraform init"}}'
    exit 1 ;;
esac
`;

describe('the driver', () => {
  let home: string;
  const asked = (): string[] =>
    readFileSync(join(home, 'work', 'asked'), 'utf8')
      .trim()
      .split('\n');
  const open = (
    change: { configuration?: object; version?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Terraform> =>
    Terraform.open({
      binary: { name: join(home, 'terraform'), version: change.version ?? '1.11.4' },
      folder: join(home, 'work'),
      cache: join(home, 'cache'),
      configuration: JSON.stringify(change.configuration ?? CONFIGURATION),
      lockFile: join(home, 'lock.hcl'),
      locate: () => undefined,
      env: { PATH: process.env['PATH'], ...change.env },
    });

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'driver-'));
    mkdirSync(join(home, 'work'));
    writeFileSync(join(home, 'terraform'), PROGRAM);
    chmodSync(join(home, 'terraform'), 0o755);
    writeFileSync(join(home, 'lock.hcl'), 'first');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  test('initialises once, also where resources have changed since', async () => {
    await open();
    await open({ configuration: { ...CONFIGURATION, resource: {} } });

    expect(asked()).toEqual(['init']);
  });

  test.each([
    [
      'the backend',
      { configuration: { terraform: { backend: { s3: { key: 'state/other' } } } } },
      () => undefined,
    ],
    ['a module', { configuration: { ...CONFIGURATION, module: { m: {} } } }, () => undefined],
    ["terraform's version", { version: '1.12.0' }, () => undefined],
    ['the provider lock file', {}, () => writeFileSync(join(home, 'lock.hcl'), 'second')],
    [
      'what lies over the configuration',
      { env: { NIGHTSHIFT_TERRAFORM_OVERRIDE: '/dev/null' } },
      () => undefined,
    ],
    [
      'the folder that init made',
      {},
      () => rmSync(join(home, 'work', '.terraform'), { recursive: true }),
    ],
  ] as [string, Parameters<typeof open>[0], () => void][])(
    'initialises again, if %s has changed',
    async (_, change, prepare) => {
      await open();
      prepare();
      await open(change);

      expect(asked()).toEqual(['init', 'init']);
    },
  );

  test('initialises and plans again, if the plan finds that it has to', async () => {
    const terraform = await open();
    rmSync(join(home, 'work', '.terraform'), { recursive: true });
    await terraform.plan();

    expect(asked()).toEqual(['init', 'plan', 'init', 'plan']);
  });
});
