/** A team's own resources, as docs/extending.md shows them. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nightshift } from './support/cli.ts';
import { codeBlocks } from './support/doc.ts';
import { checkTypes, git, scratchRepository } from './support/scratch.ts';
import { isolated } from './support/world.ts';

const FILE = 'stacks/extensions.ts';
const TABLE = 'arn:aws:dynamodb:eu-central-1:123456789012:table/nightshift-prod-customers';

describe('the extension of the page', () => {
  const [example = ''] = codeBlocks('extending.md', 'ts');
  let root: string;
  let home: string;
  const run = (...args: string[]) => nightshift(args, { root, env: isolated(home) });
  /** Only what differs: each change means a new bundle. */
  const write = (code: string): void => {
    const path = join(root, FILE);
    if (readFileSync(path, 'utf8') !== code) writeFileSync(path, code);
  };

  beforeAll(() => {
    root = scratchRepository();
    home = mkdtempSync(join(tmpdir(), 'nightshift-'));
  });
  beforeEach(() => write(example));
  afterAll(async () => {
    await rm(root, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  });

  test('fits the API, by the types', () => {
    checkTypes(root, FILE);
    write(example.replace('env.nameOf', 'env.noSuchThing'));

    expect(() => checkTypes(root, FILE)).toThrow(/noSuchThing/);
  });

  test('makes its table and its grant in each environment', async () => {
    const out = join(home, 'out');
    expect(await run('synth', '--output', out)).toMatchObject({ code: 0, stderr: '' });

    for (const name of ['dev', 'staging', 'prod']) {
      const file = join(out, 'stacks', name, 'cdk.tf.json');
      const { resource } = JSON.parse(readFileSync(file, 'utf8'));
      expect(resource.aws_dynamodb_table.extensions_customers).toMatchObject({
        name: `nightshift-${name}-customers`,
        billing_mode: 'PAY_PER_REQUEST',
      });
      const { policy } = resource.aws_iam_role_policy['jobs_flight-delays_task-role_policy'];
      expect(JSON.parse(policy).Statement.at(-1)).toEqual({
        Sid: 'Extension0',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Resource: [TABLE.replace('prod', name)],
      });
    }
  });

  test('is listed with its grants and their lines', async () => {
    const line = example.slice(0, example.indexOf('.allow(')).split('\n').length;
    const { stdout } = await run('config', 'prod');

    expect(stdout).toContain(
      `flight-delays may also dynamodb:GetItem, dynamodb:PutItem on ${TABLE}  ${FILE}:${line}\n`,
    );
  });

  test('with mistakes is refused with all of them and their lines, and nothing is written', async () => {
    write(
      example
        .replace("env.job('flight-delays')", "env.job('flight-delay');\n  env.job('flight-delays')")
        .replace('dynamodb:PutItem', 'dynamodb:PutItems'),
    );
    const line = example.slice(0, example.indexOf('.allow(')).split('\n').length;
    const out = join(home, 'none');
    const { code, stdout, stderr } = await run('synth', 'prod', '--output', out);

    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        `${FILE}:${line}: there is no job "flight-delay" in prod, did you mean "flight-delays"? There are flight-delays`,
        `${FILE}:${line + 1}: dynamodb:PutItems is no IAM action: did you mean dynamodb:PutItem?`,
        '',
      ].join('\n'),
    });
    expect(await run('config', 'prod')).toEqual({ code, stdout, stderr });
    expect((await run('plan', 'prod', '--offline')).code).toBe(2);
    expect(() => readFileSync(out)).toThrow(/ENOENT/);
  });

  test('compared offline says that the code differs, and whose a resource is', async () => {
    const { code, stdout } = await run('plan', 'prod', '--offline');
    expect(code).toBe(0);
    expect(stdout).toContain('plan of prod: no changes\n');
    expect(stdout).toContain(
      `\ncode differs from HEAD (${FILE}): what that changes, ./nightshift plan prod shows.\n`,
    );

    const rename = ['--set', 'project=dayshift', '--full'];
    const renamed = await run('plan', 'prod', '--offline', ...rename);
    expect(renamed.stdout).toContain(
      `\n  ~ aws_dynamodb_table.extensions_customers: update: name (from ${FILE})\n`,
    );
    expect(renamed.stdout).not.toContain('code differs');
  });

  test('for a job that comes with it is compared with the time before', async () => {
    write(example.replace('flight-delays', 'invoices'));
    writeFileSync(
      join(root, 'environments', 'prod.yaml'),
      'jobs:\n  invoices: { handler: flight-delays, input: a/, output: b/ }\n',
    );
    const { code, stdout } = await run('plan', 'prod', '--offline');

    expect(code).toBe(0);
    expect(stdout).toContain('+ aws_iam_role_policy.jobs_invoices_task-role_policy');
    git(root, 'checkout', '--quiet', '--', 'environments');
  });
});
