/** A change of the environment files, in a Git repository, without AWS. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Ended, nightshift } from './support/cli.ts';
import { git as gitIn, linkPackages, scratchRepository } from './support/scratch.ts';
import { isolated } from './support/world.ts';

const TASK_DEFINITION = 'aws_ecs_task_definition.jobs_flight-delays_task-definition';

describe('in a repository', () => {
  let root: string;
  let home: string;
  const git = (...args: string[]) => gitIn(root, ...args);
  const run = (...args: string[]): Promise<Ended> =>
    nightshift(args, { root, env: isolated(home) });
  const edit = (file: string, from: string | RegExp, to: string): void => {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(from);
    writeFileSync(path, text.replace(from, to));
  };

  beforeAll(() => {
    root = scratchRepository();
    home = mkdtempSync(join(tmpdir(), 'nightshift-'));
  });
  beforeEach(() => {
    git('reset', '--quiet', '--hard', 'main');
    git('clean', '--quiet', '-d', '--force');
  });
  afterAll(async () => {
    await rm(root, { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  });

  describe('plan --offline', () => {
    test('of no change says so', async () => {
      const { code, stdout } = await run('plan', 'prod', '--offline');

      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^plan of prod: no changes\nbill \$\S+ a month\nflight-delays: .*\ncompared with HEAD\. AWS wasn't asked/,
      );
    });

    test('shows what follows from the file of another environment', async () => {
      edit('environments/dev.yaml', /^/, 'pipeline: { source: { kind: codecommit } }\n');
      edit('environments/prod.yaml', /^/, 'image: { from: dev }\n');
      git('commit', '--quiet', '--all', '--message=from');
      edit('environments/dev.yaml', /^/, 'account: "210987654321"\n');

      const { stdout } = await run('plan', 'prod', '--offline', '--base', 'HEAD');
      git('reset', '--quiet', '--hard', 'HEAD~1');

      const [, elsewhere = ''] = stdout.split("what changes (from other environments' files):\n");
      expect(elsewhere).toMatch(`  ${TASK_DEFINITION}: image `);
      expect(stdout).not.toContain('together');
    });

    test('shows each changed key with its line, what it changes, the money and the next run', async () => {
      edit(
        'environments/prod.yaml',
        'memory: 512',
        'memory: 1024\n    schedule: cron(0 5 ? * MON *)',
      );
      edit('environments/defaults.yaml', 'retentionDays: 30', 'retentionDays: 14');
      const { stdout } = await run('plan', 'prod', '--offline');

      expect(stdout).toMatch(/^plan of prod: changes 4 \(1 new task revision\), replaces 0, /);
      expect(stdout).toMatch(
        / {2}jobs\.flight-delays\.memory: 512 MiB → 1024 MiB {2}\(line 6\)\n {6}new task revision: .*\n {6}\+\$\d/,
      );
      expect(stdout).toMatch(
        /! logs\.retentionDays: 30 days → 14 days {2}\(environments\/defaults\.yaml:\d+\)\n {6}logs are kept 14 days \(was 30 days\)/,
      );
      expect(stdout).toMatch(
        /jobs\.flight-delays\.schedule: daily at 03:15 → .*Monday.*\n {6}runs 7 times less often; next runs Mon \d+ \w+ \d{4} 05:00 CES?T, /,
      );
      expect(stdout).toMatch(/^bill \$\d\.\d\d → \$\d\.\d\d a month$/m);
      expect(stdout).toMatch(
        /^flight-delays: daily at 03:15 Europe\/Berlin → .*Monday.*, next Mon \d+ \w+ \d{4} 05:00 CES?T$/m,
      );
    });

    test('takes what it is told to set, in the place of the files', async () => {
      const args = [
        '--set',
        'jobs.flight-delays.memory=1024',
        '--set',
        'jobs.flight-delays.variables={ A: "1" }',
      ];
      const { stdout } = await run('plan', 'dev', '--offline', '--json', ...args);
      const { rows, changes, money } = JSON.parse(stdout);

      expect(rows).toMatchObject([
        { key: 'jobs.flight-delays.memory', from: '512 MiB', to: '1024 MiB', risk: 'none' },
        { key: 'jobs.flight-delays.variables.A', to: '(hidden)' },
      ]);
      expect(changes).toMatchObject([{ address: TASK_DEFINITION, revision: true }]);
      expect(money.after).toBe(money.before);
      expect(git('status', '--porcelain')).toBe('');
    });

    test('refuses what it is told to set as it would refuse the file', async () => {
      const refused = async (assignment: string): Promise<string> => {
        const { code, stderr } = await run('plan', 'dev', '--offline', '--set', assignment);
        expect(code).toBe(2);
        return stderr;
      };

      expect(await refused('jobs.flight-delays.memory=513')).toBe(
        '--set jobs.flight-delays.memory=513:1:27: memory 513 is not valid with cpu 256: use 512, 1024 or 2048\n',
      );
      expect(await refused('jobs.flight-delays.memry=1024')).toContain('did you mean "memory"?');
      expect(await refused('memory')).toContain('write it as jobs.NAME.memory=1024');
      expect(await refused('jobs.flight-delays.cpu=[')).toMatch(
        /^--set jobs\.flight-delays\.cpu=\[:1:/,
      );
    });

    test('says of a job that goes what goes with it, and from which line', async () => {
      edit('environments/prod.yaml', /jobs:[\s\S]*/, 'jobs: { flight-delays: null }\n');
      const { stdout } = await run('plan', 'prod', '--offline');

      expect(stdout).toMatch(
        /^plan of prod: changes 0, replaces 0, destroys 10, forgets 1\..*\n.*stops managing data.*\n {2}! keeps log group .*\n! jobs\.flight-delays: removed/,
      );
      expect(stdout).toMatch(
        / {2}\(HEAD:environments\/prod\.yaml:5\)\n(.*\n){0,3} {6}keeps log group \/nightshift\/prod\/flight-delays with its content: no longer managed\n/,
      );
      expect(stdout).toContain('flight-delays: no longer runs\n');
    });

    test('of tags says that they are on every resource', async () => {
      const { stdout } = await run('plan', 'prod', '--offline', '--set', 'tags.team=x');

      expect(stdout).toContain('  tags.team: not set → x\n      changes tags of every resource\n');
    });

    test('leaves nothing behind, and needs no folder it could write to', async () => {
      const cwd = mkdtempSync(join(tmpdir(), 'cwd-'));
      const before = git('status', '--porcelain', '--ignored');
      const env = { ...isolated(home), NIGHTSHIFT_ROOT: root };
      const cli = join(home, 'bundle', 'cli.js');
      await run('--version');
      execFileSync(process.execPath, [cli, 'plan', 'prod', '--offline', '--set', 'tags.a=b'], {
        cwd,
        env,
      });

      expect(readdirSync(cwd)).toEqual([]);
      expect(git('status', '--porcelain', '--ignored')).toBe(before);
      await rm(cwd, { recursive: true, force: true });
    });

    test('warns of what a change brings, and not of what was known', async () => {
      const skipped = 'jobs.flight-delays.schedule=cron(30 2 * * ? *)';
      const { code, stderr } = await run('plan', 'prod', '--offline', '--set', skipped);
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /^--set .*: warning: 02:30 does not exist on \d{4}-03-\d\d in Europe/m,
      );

      edit('environments/prod.yaml', 'memory: 512', 'schedule: cron(30 2 * * ? *)');
      const other = await run('plan', 'prod', '--offline', '--set', 'tags.a=b');
      expect(other.stderr).toBe('');
    });

    test('of what can not be asked for together says which to leave out', async () => {
      expect((await run('plan', 'prod', '--offline', '--local')).stderr).toContain(
        'leave --local out',
      );
    });

    test('against a commit, of an environment that is new there', async () => {
      writeFileSync(join(root, 'environments', 'new.yaml'), 'owner: somebody\n');
      const { code, stdout } = await run('plan', 'new', '--offline', '--base', 'main');

      expect(code).toBe(0);
      expect(stdout).toMatch(/^plan of new: creates \d+, /);
      expect(stdout).toContain('not from a changed line (the environment is new)');
    });

    test('names a base that is none', async () => {
      const { code, stderr } = await run('plan', 'prod', '--offline', '--base', 'nowhere');

      expect({ code, stderr }).toEqual({
        code: 2,
        stderr:
          'nowhere is no commit here: name a branch, a tag or a commit by --base; in a shallow clone fetch it first\n',
      });
      expect((await run('plan', 'prod', '--offline', '--base', '--output=x')).code).toBe(2);
    });
  });

  describe('affected', () => {
    const affected = async () =>
      JSON.parse((await run('affected', '--base', 'main', '--json')).stdout);

    test('is nothing, if nothing differs', async () => {
      expect(await affected()).toEqual({ base: 'main', environments: [], removed: [] });
      edit('environments/prod.yaml', 'tags:', '# a remark\ntags:');
      writeFileSync(join(root, 'job', 'handlers', 'flight-delays.ts'), '// other logic\n');
      expect(await affected()).toMatchObject({ environments: [] });
    });

    test('is whose values differ, in the order of promotion', async () => {
      // Given a default that dev overrides
      edit('environments/defaults.yaml', 'retentionDays: 30', 'retentionDays: 60');

      expect(await affected()).toMatchObject({
        environments: [
          { environment: 'staging', why: ['keys'], keys: ['logs.retentionDays'] },
          { environment: 'prod', why: ['keys'], keys: ['logs.retentionDays'] },
        ],
      });
    });

    test('is also where images are kept for another account', async () => {
      const pipeline = 'pipeline: { source: { kind: codecommit } }\n';
      edit('environments/dev.yaml', /^/, pipeline);
      git('commit', '--quiet', '--all', '--message=pipeline');
      edit('environments/prod.yaml', /^/, 'account: "210987654321"\nimage: { from: dev }\n');

      const { environments } = JSON.parse(
        (await run('affected', '--base', 'HEAD', '--json')).stdout,
      );
      git('reset', '--quiet', '--hard', 'HEAD~1');

      expect(environments).toMatchObject([
        { environment: 'dev', why: ['neighbours'], keys: [] },
        { environment: 'prod', why: ['keys', 'neighbours'], keys: ['account', 'image.from'] },
      ]);
    });

    test('is everything, if the code that makes it differs; its tests do not', async () => {
      writeFileSync(join(root, 'stacks', 'x.test.ts'), '');
      expect(await affected()).toMatchObject({ environments: [] });

      writeFileSync(join(root, 'stacks', 'x.ts'), '');
      expect(
        (await affected()).environments.map(
          ({ environment }: { environment: string }) => environment,
        ),
      ).toEqual(['dev', 'staging', 'prod']);
    });

    test('tells files that come and go', async () => {
      writeFileSync(join(root, 'environments', 'new.yaml'), '');
      await rm(join(root, 'environments', 'prod.yaml'));

      expect(await affected()).toMatchObject({
        environments: [{ environment: 'new', why: ['created'] }],
        removed: ['prod'],
      });
      expect((await run('affected', '--base', 'main')).stdout).toMatch(
        /^prod: its file is gone, .* destroy prod/m,
      );
    });

    test('refuses a link in the place of a file', async () => {
      symlinkSync('/etc/hostname', join(root, 'environments', 'link.yaml'));
      git('add', '--all');
      git('commit', '--quiet', '--message=link');
      const linked = git('rev-parse', 'HEAD').trim();
      git('reset', '--quiet', '--hard', 'HEAD~1');

      const { code, stderr } = await run('affected', '--base', linked);
      expect(code).toBe(2);
      expect(stderr).toContain('environments/link.yaml');
      expect(stderr).toContain('is no plain file: commit its content');
    });

    test('sees code that is changed, renamed away, or below a folder of the repository', async () => {
      const all = ['dev', 'staging', 'prod'];
      const names = async () =>
        (await affected()).environments.map((one: { environment: string }) => one.environment);
      edit('stacks/network.ts', 'const KINDS', '// A remark\nconst KINDS');
      expect(await names()).toEqual(all);

      git('checkout', '--quiet', '--', '.');
      git('mv', '.terraform.lock.hcl', 'elsewhere.hcl');
      expect(await names()).toEqual(all);
      git('reset', '--quiet', '--hard');

      // The same checkout below the top of another repository
      const top = mkdtempSync(join(tmpdir(), 'top-'));
      const below = join(top, 'sub');
      cpSync(root, below, { recursive: true, filter: (path) => !/node_modules|\.git$/.test(path) });
      const inTop = (...args: string[]) => gitIn(top, ...args);
      inTop('init', '--quiet', '--initial-branch=main');
      inTop('add', '--all');
      inTop('commit', '--quiet', '--message=start');
      linkPackages(below);
      const path = join(below, 'stacks', 'network.ts');
      writeFileSync(path, `// A remark\n${readFileSync(path, 'utf8')}`);
      const ended = await nightshift(['affected', '--base', 'main', '--json'], {
        root: below,
        env: { ...isolated(home), NIGHTSHIFT_DIR: join(home, 'below') },
      });
      expect(JSON.parse(ended.stdout).environments).toHaveLength(3);
      await rm(top, { recursive: true, force: true });
    });

    test('tells a file of the base that is broken, which plan can not compare with', async () => {
      edit('environments/prod.yaml', 'memory: 512', 'memory: 513');
      git('commit', '--quiet', '--all', '--message=broken');
      const broken = git('rev-parse', 'HEAD').trim();
      git('reset', '--quiet', '--hard', 'HEAD~1');

      const { stdout } = await run('affected', '--base', broken);
      expect(stdout).toContain('prod: the file of the base can not be read by this checkout');
      const plan = await run('plan', 'prod', '--offline', '--base', broken);
      expect(plan.code).toBe(2);
      expect(plan.stderr).toMatch(
        /have problems, so there is nothing to compare with:\n\S+prod\.yaml:\d+:\d+: memory 513/,
      );
    });
  });

  describe('new', () => {
    test('makes a job that is valid and runs', async () => {
      const made = await run('new', 'invoices', '--schedule', 'cron(0 6 * * ? *)');
      expect({ ...made, stdout: '' }).toEqual({ code: 0, stdout: '', stderr: '' });

      expect((await run('validate')).stdout).toMatch(/ files, no errors/);
      expect((await run('next', 'prod', 'invoices')).stdout).toContain(
        'invoices: daily at 06:00 UTC\n',
      );
      mkdirSync(join(home, 'in'));
      writeFileSync(join(home, 'in', 'a'), 'x');
      const exec = await run(
        'exec',
        'invoices',
        '--input',
        join(home, 'in'),
        '--output',
        join(home, 'out'),
      );
      expect(exec.code).toBe(0);
      expect(readFileSync(join(home, 'out', 'a'), 'utf8')).toBe('x');
      expect(git('status', '--porcelain', '--', 'environments', 'job').split('\n')).toEqual([
        ' M environments/defaults.yaml',
        '?? job/handlers/invoices.test.ts',
        '?? job/handlers/invoices.ts',
        '',
      ]);
    });

    test('makes a test that passes', async () => {
      await run('new', 'invoices');
      mkdirSync(join(root, 'tests'), { recursive: true });
      writeFileSync(join(root, 'jest.config.mjs'), readFileSync('jest.config.mjs'));
      const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
      const args = ['--experimental-vm-modules', jest, '--rootDir', root, 'invoices'];

      expect(() =>
        execFileSync(process.execPath, args, { cwd: root, stdio: 'pipe' }),
      ).not.toThrow();
    });

    test('keeps a handler that is there already, and gives it its block', async () => {
      writeFileSync(join(root, 'job', 'handlers', 'invoices.ts'), '// mine\n');
      expect((await run('new', 'invoices')).code).toBe(0);

      expect(readFileSync(join(root, 'job', 'handlers', 'invoices.ts'), 'utf8')).toBe('// mine\n');
      expect(readFileSync(join(root, 'environments', 'defaults.yaml'), 'utf8')).toContain(
        '  invoices:\n',
      );
    });

    test('writes nothing beside files that have errors already', async () => {
      edit('environments/prod.yaml', 'memory: 512', 'memory: 513');
      const { code, stderr } = await run('new', 'invoices');

      expect(code).toBe(2);
      expect(stderr).toMatch(/prod\.yaml:\d+:13: memory 513/);
      expect(git('status', '--porcelain')).toBe(' M environments/prod.yaml\n');
    });

    test('writes nothing, if a name is taken or a word is wrong', async () => {
      const refused = async (...args: string[]): Promise<string> => {
        const { code, stderr } = await run('new', ...args);
        expect(code).toBe(2);
        expect(git('status', '--porcelain')).toBe('');
        return stderr;
      };

      expect(await refused('flight-delays')).toContain('there is a job flight-delays already');
      expect(await refused('Invoices')).toContain('"Invoices" must be a job');
      expect(await refused('invoices', '--schedule', 'daily')).toMatch(
        /nothing was written:\n.*schedule/,
      );
      expect(await refused('invoices', '--output', 'delays/x/')).toContain('lie in each other');
      expect(await refused('invoices', '--env', 'nowhere')).toContain(
        'nowhere.yaml does not exist',
      );
      expect(existsSync(join(root, 'job', 'handlers', 'invoices.ts'))).toBe(false);
    });
  });
});
