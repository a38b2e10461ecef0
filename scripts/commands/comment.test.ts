import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FakeGitHub } from '../../tests/support/github/fake.ts';
import { headOf, type RunProps, runEnvironment } from '../../tests/support/github/run.ts';
import { sectionOf, writeArtefact } from '../../tests/support/github/section.ts';
import { withoutWaiting } from '../../tests/support/virtual-time.ts';
import { InputError } from '../errors.ts';
import type { Step } from '../github/step.ts';
import { pathsFrom } from '../paths.ts';
import type { Annotation } from '../review/render/annotations.ts';
import type { Section } from '../review/review.ts';
import { type CommentOptions, commentCommand, type Renderer } from './comment.ts';

const PULL = 7;
const HEAD = headOf(1);
const MISSING = 'the run made no review of it: see its job';

let github: FakeGitHub;
let folder: string;
beforeEach(() => {
  github = new FakeGitHub();
  github.push(PULL, HEAD);
  folder = mkdtempSync(join(tmpdir(), 'reviews-'));
});
afterEach(() => github.verify());

const shown = (sections: readonly Section[]): string =>
  sections
    .map(
      (section) =>
        `${section.environment}: ${section.kind === 'failed' ? `failed: ${section.message}` : 'ok'}`,
    )
    .join('\n');

const plainly: Renderer = {
  comment: (sections) => shown(sections),
  summary: (sections) => `in full\n${shown(sections)}`,
  annotations: () => [],
};

interface Ran extends Partial<CommentOptions>, Partial<RunProps> {
  readonly renderer?: Renderer;
  readonly env?: NodeJS.ProcessEnv;
  readonly summary?: boolean;
}

/** Runs the command as a step of run 1 and gathers what it says. */
async function comment(options: Ran = {}) {
  const { renderer = plainly, summary = true, env, ...rest } = options;
  const said = {
    masked: [] as string[],
    annotations: [] as Annotation[],
    warnings: [] as string[],
    outputs: {} as Record<string, string>,
    summaries: [] as string[],
    printed: [] as string[],
  };
  const step: Step = {
    mask: (secret) => void said.masked.push(secret),
    annotate: (annotation) => void said.annotations.push(annotation),
    warn: (message) => void said.warnings.push(message),
    output: (name, value) => {
      said.outputs[name] = value;
    },
    async summarise(markdown) {
      said.summaries.push(markdown);
      return summary;
    },
  };
  const terminal = {
    print: (line: string) => void said.printed.push(line),
    note: (line: string) => void said.printed.push(line),
    status: () => {},
    live: false,
  };
  const context = {
    paths: pathsFrom({}, process.cwd()),
    env: { ...runEnvironment(github, { pullRequest: PULL, head: HEAD, run: 1, ...rest }), ...env },
    terminal,
  };
  const { fetch } = github;
  await withoutWaiting(() =>
    commentCommand(context, { folder, ...rest }, { renderer, step, fetch }),
  );
  return said;
}

const bodies = (): readonly string[] =>
  github.comments(PULL).map(({ body }) => body.slice(body.indexOf('\n') + 1));
const artefact = (section: Section, of: { run?: number; attempt?: number; head?: string } = {}) =>
  writeArtefact(folder, { run: 1, attempt: 1, head: HEAD, section, ...of });

describe('comment', () => {
  test('shows all sections in the wanted order, in the comment and in full in the summary', async () => {
    artefact(sectionOf('dev'));
    artefact(sectionOf('prod'));

    const said = await comment({ expect: 'prod,dev' });

    expect(bodies()).toEqual(['prod: ok\ndev: ok']);
    expect(said.summaries).toEqual(['in full\nprod: ok\ndev: ok']);
    expect(said.printed).toEqual([expect.stringMatching(/^comment created: https:\/\/github.com/)]);
  });

  test('shows what lacks its review as failed', async () => {
    artefact(sectionOf('dev'));

    await comment({ expect: 'dev, staging ,prod,' });

    expect(bodies()).toEqual([`dev: ok\nstaging: failed: ${MISSING}\nprod: failed: ${MISSING}`]);
  });

  test('shows what is there by name if nothing is expected', async () => {
    artefact(sectionOf('prod'));
    artefact(sectionOf('dev'));

    await comment();

    expect(bodies()).toEqual(['dev: ok\nprod: ok']);
  });

  test('says all have failed when not one job got as far as to make the folder', async () => {
    await comment({ folder: join(folder, 'none'), expect: 'dev,prod' });

    expect(bodies()).toEqual([`dev: failed: ${MISSING}\nprod: failed: ${MISSING}`]);
  });

  test('takes the latest attempt of each, up to its own', async () => {
    artefact(sectionOf('dev'), { attempt: 1 });
    artefact({ kind: 'failed', environment: 'prod', message: 'no plan' }, { attempt: 1 });
    artefact(sectionOf('prod'), { attempt: 2 });

    await comment({ attempt: 2 });

    expect(bodies()).toEqual(['dev: ok\nprod: ok']);
  });

  test('is not made where nothing changes', async () => {
    artefact(sectionOf('dev', { rows: [] }));

    const said = await comment();

    expect(bodies()).toEqual([]);
    expect(said.printed).toEqual(['nothing changes: no comment is needed']);
    expect(said.outputs).toEqual({ changed: 'false', risk: 'none' });
  });

  test('no longer shows what an earlier push changed', async () => {
    artefact(sectionOf('dev'));
    await comment();

    await comment({ attempt: 2, expect: '' });

    expect(bodies()).toEqual(['This pull request changes no environment.']);
  });

  test('has outputs for the steps after it', async () => {
    artefact(sectionOf('dev', { risk: { level: 'low', reasons: [] } }));
    artefact(sectionOf('prod', { risk: { level: 'medium', reasons: [] } }));

    const { outputs, masked } = await comment();

    expect(outputs).toEqual({ changed: 'true', risk: 'medium', 'comment-id': '1' });
    expect(masked).toEqual(['of-actions']);
  });

  test('takes a risk that nobody knows as high', async () => {
    artefact(sectionOf('dev'));

    const { outputs } = await comment({ expect: 'dev,prod' });

    expect(outputs['risk']).toBe('high');
  });
});

describe('a file', () => {
  const own = (name: string, text: string): void => {
    mkdirSync(join(folder, 'review-prod'), { recursive: true });
    writeFileSync(join(folder, 'review-prod', name), text);
  };

  test.each<[string, () => void, string]>([
    ['of another run', () => artefact(sectionOf('prod'), { run: 2 }), 'of run 2, attempt 1'],
    ['of another commit', () => artefact(sectionOf('prod'), { head: headOf(2) }), headOf(2)],
    ['of an attempt to come', () => artefact(sectionOf('prod'), { attempt: 2 }), 'attempt 2'],
    ['that is no JSON', () => own('prod.json', '{'), 'cannot be read'],
    ['of another shape', () => own('prod.json', '{"version":1}'), 'cannot be read'],
    ['too large to be read', () => own('prod.json', ' '.repeat(65 * 1024 * 1024)), 'at most'],
    [
      "with another environment's review",
      () =>
        writeArtefact(
          folder,
          { run: 1, attempt: 1, head: HEAD, section: sectionOf('dev') },
          'prod',
        ),
      'of another environment',
    ],
    [
      'that is there twice',
      () => {
        artefact(sectionOf('prod'));
        own('prod.json', JSON.stringify({}));
        mkdirSync(join(folder, 'again'));
        writeArtefact(join(folder, 'again'), {
          run: 1,
          attempt: 1,
          head: HEAD,
          section: sectionOf('prod'),
        });
      },
      'two reviews',
    ],
  ])('%s is a failed plan, with the reason', async (_, write, reason) => {
    write();

    await comment({ expect: 'prod' });

    expect(bodies()).toEqual([expect.stringMatching(/^prod: failed: /)]);
    expect(bodies()[0]).toContain(reason);
  });

  test.each(['Prod.json', '__proto__.json', 'prod.yaml', '..json'])(
    'called %s is none',
    async (name) => {
      own(name, '{}');
      artefact(sectionOf('dev'));

      await comment();

      expect(bodies()).toEqual(['dev: ok']);
    },
  );

  test('is read for itself, not for what it links to', async () => {
    symlinkSync('/etc/hostname', join(folder, 'prod.json'));

    await comment({ expect: 'prod' });

    expect(bodies()).toEqual([`prod: failed: ${MISSING}`]);
  });
});

describe('a comment that cannot be posted', () => {
  test.each<[string, Ran, string]>([
    ['with a token without rights', { token: 'of-fork' }, 'the job needs pull-requests: write'],
    ['with a token that is none', { token: 'stale' }, 'the token is not valid'],
    ['on a pull request that is not there', { pullRequest: 9 }, 'sees no such pull request'],
    ['without a token', { env: { GITHUB_TOKEN: '' } }, 'GITHUB_TOKEN is not set'],
  ])('%s is a warning, and the review is in the summary', async (_, run, reason) => {
    artefact(sectionOf('prod'));

    const said = await comment(run);

    expect(said.warnings).toEqual([expect.stringContaining(reason)]);
    expect(said.warnings[0]).toContain('the review is in the job summary');
    expect(said.summaries).toEqual(['in full\nprod: ok']);
    expect(said.outputs).toEqual({ changed: 'true', risk: 'none' });
    expect(github.comments(PULL)).toEqual([]);
  });

  test('does not name a summary that is not there', async () => {
    artefact(sectionOf('prod'));

    const said = await comment({ token: 'stale', summary: false });

    expect(said.warnings[0]).not.toContain('summary');
  });
});

describe('bad input', () => {
  test.each<[string, Ran, string]>([
    [
      'a name that is none',
      { expect: 'dev,Prod' },
      '--expect: "Prod" is no name of an environment',
    ],
    ['a folder that is not there', { folder: '/nowhere' }, '/nowhere cannot be read (ENOENT)'],
    ['no event', { env: { GITHUB_EVENT_PATH: undefined } }, 'GITHUB_EVENT_PATH is not set'],
    ['an event that is not there', { env: { GITHUB_EVENT_PATH: '/none' } }, '/none, GitHub'],
    ['a head that is no commit', { head: 'main' }, 'pull_request.head.sha'],
    ['a run that is no number', { env: { GITHUB_RUN_NUMBER: 'x' } }, 'GITHUB_RUN_NUMBER is "x"'],
    ['no repository', { env: { GITHUB_REPOSITORY: '../x' } }, 'GITHUB_REPOSITORY is "../x"'],
  ])('%s is refused before anything is done', async (_, options, message) => {
    const tried = comment(options);

    await expect(tried).rejects.toThrow(InputError);
    await expect(tried).rejects.toThrow(message);
    expect(github.calls).toEqual([]);
  });
});
