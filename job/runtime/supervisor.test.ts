/** The supervisor with real processes: what a handler does wrong, and what is left of the run. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Report } from '../contract.ts';

const HANDLERS = {
  fine: 'console.log("mapping");',
  opens: 'for await (const _ of await object.open());',
  hang: 'console.log("mapping"); for (;;);',
  listen:
    'console.log("mapping"); const busy = setInterval(() => {}, 1000); await new Promise((_, no) => signal.addEventListener("abort", () => { clearInterval(busy); no(signal.reason); }));',
  deaf: 'process.removeAllListeners("SIGTERM"); process.on("SIGTERM", () => {}); console.log("mapping"); await new Promise((end) => setTimeout(end, 60_000));',
  killed: 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {});',
  abort: 'process.abort();',
  quits: 'process.exit(0);',
  // Nothing is left that could settle it: Node.js ends with 13.
  forgets: 'await new Promise(() => {});',
  chatty:
    'for (let i = 0; i < 50; i++) { console.log("x".repeat(1000)); await new Promise((end) => setTimeout(end, 10)); }',
  broken: undefined,
} as const;

describe('the supervisor', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
    execFileSync(process.execPath, ['job/build.mjs', join(folder, 'app')]);
    writeFileSync(join(folder, 'app', 'package.json'), '{"type":"module"}');
    for (const [name, body] of Object.entries(HANDLERS)) {
      const definition =
        body === undefined ? '{}' : `{ async map(object, { signal }) { ${body} } }`;
      writeFileSync(join(folder, 'app', 'handlers', `${name}.js`), `export default ${definition};`);
    }
    mkdirSync(join(folder, 'input'));
    writeFileSync(join(folder, 'input', 'a.csv'), 'x');
    mkdirSync(join(folder, 'many'));
    for (let i = 0; i < 32; i++) writeFileSync(join(folder, 'many', `${i}.csv`), 'x'.repeat(1e6));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function start(handler: string, env: NodeJS.ProcessEnv = {}) {
    const home = mkdtempSync(join(folder, 'run-'));
    const url = (name: string): string => pathToFileURL(join(name, '/')).href;
    const child = spawn(
      process.execPath,
      [join(folder, 'app', 'runtime', 'supervisor.js'), handler],
      {
        env: {
          NIGHTSHIFT_ENVIRONMENT: 'test',
          NIGHTSHIFT_JOB: 'nightly',
          NIGHTSHIFT_INPUT: url(join(folder, 'input')),
          NIGHTSHIFT_OUTPUT: url(join(home, 'output')),
          NIGHTSHIFT_RUNS: url(join(home, 'runs')),
          NIGHTSHIFT_SCHEDULED_TIME: '2026-11-23T03:15:00Z',
          NIGHTSHIFT_GRACE: '0.3',
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let log = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        log += chunk;
      });
    const path = join(home, 'runs', '2026-11-23T03-15-00Z', 'report.json');
    const ended = once(child, 'exit').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
      report: existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Report) : undefined,
      log: () => log,
    }));
    return { child, ended, log: () => log };
  }

  async function mapping({ child, log }: { child: ChildProcess; log: () => string }) {
    while (!log().includes('mapping')) {
      if (child.exitCode !== null) throw new Error(log());
      await sleep(20);
    }
  }

  test('hands on what a run that is well says, and adds nothing', async () => {
    const { code, report, log } = await start('fine', { NIGHTSHIFT_TIMEOUT: '60' }).ended;

    expect(code).toBe(0);
    expect(report).toMatchObject({ exitCode: 0, reason: null, needs: [], objects: { done: 1 } });
    expect(log().match(/run ended/g)).toHaveLength(1);
  });

  test('is silent about the many objects that a run has open at once', async () => {
    const input = pathToFileURL(join(folder, 'many', '/')).href;
    const { code, log } = await start('opens', { NIGHTSHIFT_INPUT: input }).ended;

    expect(code).toBe(0);
    expect(log()).not.toMatch(/warning/i);
  });

  test.each([
    ['that blocks its event loop', 'hang'],
    ["that doesn't hear", 'deaf'],
  ])('ends a run %s when its time is over, and says what it needs', async (_, handler) => {
    const before = Date.now();
    const { code, report } = await start(handler, { NIGHTSHIFT_TIMEOUT: '1' }).ended;

    expect(code).toBe(1);
    expect(report).toMatchObject({
      job: 'nightly',
      run: '2026-11-23T03-15-00Z',
      exitCode: 1,
      reason: 'not done within its timeout of 1s',
      needs: [{ lacks: 'time', yaml: 'jobs:\n  nightly:\n    timeout: 2s\n' }],
    });
    expect(report?.seconds).toBeGreaterThan(1.2);
    expect(Date.now() - before).toBeLessThan(10_000);
  });

  test('stays with the time that was over, though the run is told to stop after it', async () => {
    const run = start('deaf', { NIGHTSHIFT_TIMEOUT: '1', NIGHTSHIFT_GRACE: '3' });
    await mapping(run);
    setTimeout(() => run.child.kill('SIGTERM'), 2000);
    const { code, report } = await run.ended;

    expect(code).toBe(1);
    expect(report).toMatchObject({ exitCode: 1, needs: [{ lacks: 'time' }] });
  });

  test('lets a run that hears end by itself, with all it knows', async () => {
    const env = { NIGHTSHIFT_TIMEOUT: '1', NIGHTSHIFT_GRACE: '30' };
    const { code, report } = await start('listen', env).ended;

    expect(code).toBe(1);
    expect(report).toMatchObject({
      exitCode: 1,
      reason: 'not done within its timeout of 1s',
      needs: [{ lacks: 'time' }],
      objects: { listed: 1 },
    });
    expect(report?.peakMemoryMiB).toBeGreaterThan(10);
  });

  test.each(['listen', 'hang', 'deaf'])(
    'told to stop, passes it on and ends with 143: %s',
    async (handler) => {
      const run = start(handler);
      await mapping(run);
      run.child.kill('SIGTERM');
      const { code, report } = await run.ended;

      expect(code).toBe(143);
      expect(report).toMatchObject({
        exitCode: 143,
        reason: 'the run was told to stop before it had finished',
        needs: [],
      });
    },
  );

  test.each([
    [512, ['memory: 1024']],
    // With a quarter of a vCPU Fargate has no more.
    [2048, ['cpu: 512', 'memory: 3072']],
  ])('reports a run killed for lack of memory, with what it needs: %i MiB', async (had, needed) => {
    const size = JSON.stringify({ Limits: { CPU: 0.25, Memory: had } });
    const metadata = createServer((_, response) => response.end(size));
    await once(metadata.listen(0, '127.0.0.1'), 'listening');
    const { port } = metadata.address() as AddressInfo;
    const env = { ECS_CONTAINER_METADATA_URI_V4: `http://127.0.0.1:${port}/v4/x` };
    const { code, report } = await start('killed', env).ended;
    metadata.close();

    expect(code).toBe(137);
    expect(report).toMatchObject({
      exitCode: 137,
      reason: 'ended by SIGKILL: most likely out of memory',
      needs: [
        {
          lacks: 'memory',
          yaml: ['jobs:', '  nightly:', ...needed.map((line) => `    ${line}`), ''].join('\n'),
        },
      ],
    });
  });

  test.each([
    ['abort', 134, 'ended by SIGABRT: most likely out of memory'],
    ['quits', 1, 'the process was ended with exit code 0 before the run was over'],
    ['forgets', 13, 'the process was ended with exit code 13 before the run was over'],
    ['nobody', 2, expect.stringMatching(/^no handler "nobody" in this image: it has /)],
    ['broken', 2, 'handlers/broken.ts must default-export defineJob({ map })'],
  ])('reports a run that left no report: %s', async (handler, exitCode, reason) => {
    const { code, report } = await start(handler).ended;

    expect(code).toBe(exitCode);
    expect(report).toMatchObject({ exitCode, reason, needs: [] });
  });

  test('without a place for reports still says why, and ends with the code', async () => {
    const { code, report, log } = await start('fine', { NIGHTSHIFT_RUNS: '' }).ended;

    expect(code).toBe(2);
    expect(report).toBeUndefined();
    expect(log()).toContain('the variable NIGHTSHIFT_RUNS is not set');
  });

  test('goes on when nobody reads its log any more', async () => {
    const run = start('chatty');
    run.child.stdout.destroy();
    run.child.stderr.destroy();
    const { code, report } = await run.ended;

    expect(code).toBe(0);
    expect(report).toMatchObject({ exitCode: 0, objects: { done: 1 } });
  });
});
