/** Commands that need no cloud, as people and workflows start them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nightshift } from './support/cli.ts';
import { linkPackages, scratchCheckout } from './support/scratch.ts';
import { isolated } from './support/world.ts';

describe('the command', () => {
  let home: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'nightshift-'));
    env = { ...isolated(home), GITHUB_ACTIONS: '' };
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  describe('validate', () => {
    let dir: string;

    beforeEach(() => {
      dir = mkdtempSync(join(home, 'files-'));
      writeFileSync(join(dir, 'defaults.yaml'), readFileSync('environments/defaults.yaml'));
      writeFileSync(join(dir, 'a.yaml'), 'jobs: { flight-delays: { memory: 513 } }\n');
      writeFileSync(join(dir, 'b.yaml'), 'colour: red\n');
      writeFileSync(join(dir, 'c.yaml'), '');
    });

    test('finds nothing wrong with this repository', async () => {
      expect(await nightshift(['validate'], { env })).toEqual({
        code: 0,
        stdout: '4 files, no errors\n',
        stderr: '',
      });
    });

    test('shows the errors of all files, and counts them', async () => {
      const { code, stdout, stderr } = await nightshift(['validate', '--dir', dir], { env });

      expect(code).toBe(2);
      expect(stdout).toMatch(/a\.yaml:1:34: memory 513 .*\n.*b\.yaml:1:1: unknown key "colour"/);
      expect(stderr).toBe('2 errors in 2 of 4 files\n');
    });

    test('shows those of one environment', async () => {
      const { stdout } = await nightshift(['validate', 'b', '--dir', dir], { env });

      expect(stdout).toMatch(/^\S+b\.yaml:1:1: unknown key "colour"[^\n]*\n$/);
      expect((await nightshift(['validate', 'c', '--dir', dir], { env })).code).toBe(0);
    });

    test('annotates the lines under GitHub Actions', async () => {
      const { stdout } = await nightshift(['validate', 'a', '--dir', dir], {
        env: { ...env, GITHUB_ACTIONS: 'true' },
      });

      expect(stdout).toMatch(
        /^::error title=environment file,file=\S+a\.yaml,line=1,col=34::memory 513 is not valid/m,
      );
    });

    test('prints JSON', async () => {
      const { stdout } = await nightshift(['validate', 'a', '--dir', dir, '--json'], { env });

      expect(JSON.parse(stdout)).toEqual({
        files: 2,
        problems: [
          {
            file: join(dir, 'a.yaml'),
            line: 1,
            column: 34,
            message: expect.stringContaining('memory 513'),
          },
        ],
        warnings: [],
      });
    });

    test('shows a warning, which stops nothing', async () => {
      const job = 'jobs: { flight-delays: { schedule: cron(30 2 * * ? *) } }';
      writeFileSync(join(dir, 'a.yaml'), `${job}\n`);
      const { code, stdout } = await nightshift(['validate', 'a', '--dir', dir], {
        env: { ...env, GITHUB_ACTIONS: 'true' },
      });

      expect(code).toBe(0);
      expect(stdout).toMatch(/a\.yaml:1:36: warning: 02:30 does not exist on \d{4}-03-\d\d in/);
      expect(stdout).toMatch(
        /^::warning title=environment file,file=\S+a\.yaml,line=1,col=36::02:30/m,
      );
      expect(stdout).toContain('2 files, no errors, 2 warnings\n');
    });

    test('takes an empty name for none that is there, and an empty folder for a mistake', async () => {
      const named = await nightshift(['validate', '', '--dir', dir], { env });
      expect(named.code).toBe(2);
      expect(named.stderr).toContain('there is no environment ""');

      mkdirSync(join(dir, 'empty'));
      const { code, stderr } = await nightshift(['validate', '--dir', join(dir, 'empty')], { env });
      expect(code).toBe(2);
      expect(stderr).toContain('holds no environment: add a file such as');
    });

    test('says that a folder is not there', async () => {
      const { code, stderr } = await nightshift(['validate', '--dir', '/no/such'], { env });

      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: '/no/such cannot be read (ENOENT): make it readable, or remove it\n',
      });
    });
  });

  test('config shows every value with the line it comes from, runs and the bill', async () => {
    const { stdout } = await nightshift(['config', 'dev', '--json'], { env });
    const { values, runs, bill } = JSON.parse(stdout) as {
      values: { path: string; value: unknown; origin: string }[];
      runs: unknown;
      bill: { usd: number };
    };
    const row = (path: string) => values.find((candidate) => candidate.path === path);

    expect(row('logs.retentionDays')).toMatchObject({
      value: 7,
      origin: expect.stringMatching(/^environments\/dev\.yaml:\d+$/),
    });
    expect(row('region')).toMatchObject({
      value: 'eu-central-1',
      origin: expect.stringMatching(/defaults\.yaml:\d+$/),
    });
    expect(row('jobs.flight-delays.handler')).toMatchObject({
      value: 'flight-delays',
      origin: 'default',
    });
    for (const path of ['name', 'jobs.flight-delays.name', 'pulledBy'])
      expect(row(path)).toBeUndefined();
    expect(runs).toEqual([{ job: 'flight-delays', words: 'only by hand' }]);
    expect(bill.usd).toBeGreaterThan(0);
  });

  test('synth writes the same bytes wherever and whenever it runs', async () => {
    const folders = ['one', 'two'].map((name) => join(home, name));
    for (const folder of folders) {
      const { code, stdout } = await nightshift(['synth', '--output', folder], { env });
      expect(code).toBe(0);
      expect(stdout.trim().split('\n')).toHaveLength(3);
    }
    const [one, two] = folders.map((folder) =>
      readFileSync(join(folder, 'stacks', 'prod', 'cdk.tf.json'), 'utf8'),
    );
    expect(one).toBe(two);
    expect(one).not.toContain(home);
  });

  describe('exec ends', () => {
    const handlers = {
      lingering: 'setInterval(() => undefined, 1000); export default { async map() {} };',
      floating:
        'export default { async map(_, { signal }) { Promise.reject(new Error("nobody caught this")); await new Promise((_, no) => signal.addEventListener("abort", () => no(signal.reason))); } };',
      crashing: 'export default { async map() { process.kill(process.pid, "SIGKILL"); } };',
      empty: 'export default {};',
    };
    let root: string;

    beforeAll(() => {
      root = scratchCheckout();
      linkPackages(root);
      for (const [name, text] of Object.entries(handlers)) {
        writeFileSync(join(root, 'job', 'handlers', `${name}.ts`), text);
      }
      mkdirSync(join(root, 'in'));
      writeFileSync(join(root, 'in', 'a'), 'x');
    });
    afterAll(() => rm(root, { recursive: true, force: true }));

    test.each([
      ['with 0, though a timer of its handler goes on', 'lingering', 0, '"exitCode":0'],
      [
        'with 1 and a report, by an error that nobody caught',
        'floating',
        1,
        '"reason":"uncaught: nobody caught this"',
      ],
      ['with 137, killed', 'crashing', 137, ''],
      [
        'with 2, if its handler defines no job',
        'empty',
        2,
        'handlers/empty.ts must default-export defineJob({ map })',
      ],
    ])('%s', async (_, handler, code, told) => {
      const args = ['exec', handler, '--input', 'in', '--output', 'out'];
      const ended = await nightshift(args, {
        env: { ...env, NIGHTSHIFT_DIR: join(root, '.nightshift') },
        root,
      });

      expect(ended.code).toBe(code);
      expect(ended.stdout).toContain(told);
    });
  });

  describe('exec', () => {
    const header = 'date,delay,distance,origin,destination\n';
    let [input, output] = ['', ''];
    const exec = (...more: string[]) =>
      nightshift(['exec', 'flight-delays', '--input', input, '--output', output, ...more], { env });

    beforeEach(() => {
      const folder = mkdtempSync(join(home, 'exec-'));
      [input, output] = [join(folder, 'in'), join(folder, 'out')];
      mkdirSync(input);
      writeFileSync(join(input, 'day.csv'), `${header}2001/01/01 08:47,15,1609,SJC,IAH\n`);
    });

    test('runs a handler on folders and ends with its exit code', async () => {
      const { code, stdout } = await exec();

      expect(code).toBe(0);
      expect(readdirSync(output).sort()).toEqual(['day.csv', 'day.json']);
      expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
        message: 'run ended',
        exitCode: 0,
      });
    });

    test('again changes nothing; over other content fails, unless told to overwrite', async () => {
      await exec();
      expect((await exec()).code).toBe(0);

      writeFileSync(join(output, 'day.csv'), 'mine');
      const refused = await exec();
      expect(refused.code).toBe(1);
      expect(refused.stdout).toContain('exists with other content');
      expect(readFileSync(join(output, 'day.csv'), 'utf8')).toBe('mine');

      expect((await exec('--overwrite')).code).toBe(0);
      expect(readFileSync(join(output, 'day.csv'), 'utf8')).toContain('SJC');
    });

    test('ends with 1 for a bad object, 3 for nothing to do', async () => {
      writeFileSync(join(input, 'bad.csv'), `${header}nonsense,,,,\n`);
      const failed = await exec();
      expect(failed.code).toBe(1);
      expect(failed.stdout).toContain('bad.csv:2: needs a date, a delay and an origin');

      await rm(input, { recursive: true });
      mkdirSync(input);
      expect((await exec()).code).toBe(3);
    });
  });
});
