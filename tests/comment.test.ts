/** The comment over the life of a pull request, and as a workflow runs it. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commentCommand } from '../scripts/commands/comment.ts';
import { pathsFrom } from '../scripts/paths.ts';
import { nightshift } from './support/cli.ts';
import { FakeGitHub } from './support/github/fake.ts';
import { headOf, runEnvironment } from './support/github/run.ts';
import { sectionOf, writeArtefact } from './support/github/section.ts';
import { withoutWaiting } from './support/virtual-time.ts';

const PULL = 7;
const ENVIRONMENTS = ['dev', 'test', 'staging', 'prod', 'dr'];
const PUSHES = 20;

const SILENT = { print() {}, note() {}, status() {}, live: false };
const OUTSIDE = { mask() {}, annotate() {}, output() {}, summarise: async () => false };

/** One push: which of its plans came to an end, and how many pushes later its comment is written. */
interface Push {
  readonly planned: readonly boolean[];
  /** Undefined: the run was cancelled as a whole. */
  readonly late: number | undefined;
  /** Of its requests, in milliseconds. */
  readonly latency: readonly number[];
}

const anyPush: fc.Arbitrary<Push> = fc.record({
  planned: fc.tuple(...ENVIRONMENTS.map(() => fc.boolean())),
  late: fc.option(fc.nat({ max: PUSHES }), { nil: undefined }),
  latency: fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 8 }),
});

/** Writes the comment of a push, as its workflow does. */
async function comment(github: FakeGitHub, number: number, push: Push): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'reviews-'));
  const head = headOf(number);
  for (const [index, environment] of ENVIRONMENTS.entries()) {
    const section = sectionOf(environment, { provenance: { head } });
    if (push.planned[index]) writeArtefact(folder, { run: number, attempt: 1, head, section });
  }
  let asked = 0;
  const fetch: typeof globalThis.fetch = async (...request) => {
    const wait = push.latency[asked++ % push.latency.length];
    await new Promise((resolve) => setTimeout(resolve, wait));
    return await github.fetch(...request);
  };
  const env = runEnvironment(github, { pullRequest: PULL, head, run: number });
  const step = {
    ...OUTSIDE,
    warn(message: string): never {
      throw new Error(message);
    },
  };
  await commentCommand(
    { paths: pathsFrom({}, process.cwd()), env, terminal: SILENT },
    { folder, expect: ENVIRONMENTS.join(',') },
    { step, fetch },
  );
}

test('20 pushes to 5 environments, cancelled, late and at once: one comment, of the newest head', async () => {
  const life = fc.array(anyPush, { minLength: PUSHES, maxLength: PUSHES });
  await fc.assert(
    fc.asyncProperty(life, async (pushes) => {
      const github = new FakeGitHub();
      const last = pushes.at(-1);
      await withoutWaiting(async () => {
        for (let now = 1; now <= 2 * PUSHES; now++) {
          if (now <= PUSHES) github.push(PULL, headOf(now));
          // The newest run comes to its end, the others may or may not.
          const due = pushes.flatMap((push, index) => {
            const number = index + 1;
            const late = push.late ?? (push === last ? 0 : undefined);
            return late !== undefined && number + late === now ? [{ number, push }] : [];
          });
          await Promise.all(due.map(({ number, push }) => comment(github, number, push)));
        }
      });

      github.verify();
      const [first, ...others] = github.comments(PULL);
      expect(others).toEqual([]);
      expect(first?.body.split('\n')[0]).toBe(
        `<!-- nightshift-review run=${PUSHES} attempt=1 head=${headOf(PUSHES)} -->`,
      );
      const headings = first?.body.split('\n').filter((line) => line.startsWith('### '));
      const wanted = ENVIRONMENTS.map((environment, index) =>
        last?.planned[index] ? `### ${environment}` : `### ${environment}: plan failed`,
      );
      expect(headings?.sort()).toEqual(wanted.sort());
      const commits = first?.body.match(/(?<=commit `)\d+/g) ?? [];
      expect(commits).toEqual(last?.planned.filter(Boolean).map(() => headOf(PUSHES).slice(0, 12)));
    }),
    { numRuns: 15 },
  );
});

test('a step of a workflow posts over HTTP, and fails neither without rights nor without network', async () => {
  const github = new FakeGitHub();
  github.push(PULL, headOf(1));
  const server = await github.listen();
  const folder = mkdtempSync(join(tmpdir(), 'step-'));
  writeArtefact(folder, { run: 1, attempt: 1, head: headOf(1), section: sectionOf('dev') });
  const files = {
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  };
  for (const file of Object.values(files)) writeFileSync(file, '');
  const run = (env: NodeJS.ProcessEnv) =>
    nightshift(['comment', folder, '--expect', 'dev,prod'], {
      env: {
        ...process.env,
        ...runEnvironment(github, { pullRequest: PULL, head: headOf(1), run: 1, api: server.url }),
        GITHUB_ACTIONS: 'true',
        ...files,
        ...env,
      },
    });

  const posted = await run({});
  const again = await run({});
  const forbidden = await run({ GITHUB_TOKEN: 'of-fork', GITHUB_RUN_ATTEMPT: '2' });
  await server.close();
  const wrong = await run({ GITHUB_RUN_NUMBER: '' });

  expect(posted).toMatchObject({ code: 0, stdout: expect.stringContaining('comment created: ') });
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('comment unchanged: ') });
  expect(forbidden).toMatchObject({ code: 0, stdout: expect.stringContaining('::warning::') });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('GITHUB_RUN_NUMBER') });
  expect(github.comments(PULL)).toMatchObject([{ edits: 0 }]);
  expect(readFileSync(files.GITHUB_OUTPUT, 'utf8')).toMatch(/comment-id<<\S+\n1\n/);
  expect(readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8')).toContain('### prod: plan failed');
  github.verify();
});
