import { ENVIRONMENT_NAME } from '../../environments/model/schema.ts';
import type { Context } from '../context.ts';
import { InputError } from '../errors.ts';
import { connectGitHub, statusOf } from '../github/client.ts';
import { type PullRequestRun, pullRequestRun } from '../github/run.ts';
import { currentStep, type Step } from '../github/step.ts';
import { within } from '../github/time-limit.ts';
import { type Upserted, upsertComment } from '../github/upsert.ts';
import { annotationsOf, renderComment, renderSummary } from '../review/render/index.ts';
import { highestRisk, readSections, tells } from '../review/sections.ts';

/** Options of `comment`. */
export interface CommentOptions {
  /** Holds one file for each environment, such as `prod.json`. */
  readonly folder: string;
  /** Names of environments with commas between. @default those that have a file */
  readonly expect?: string;
  /** Login of the token. @default github-actions[bot], whose token every workflow has */
  readonly author?: string;
}

/** How sections are shown. */
export interface Renderer {
  readonly comment: typeof renderComment;
  readonly summary: typeof renderSummary;
  readonly annotations: typeof annotationsOf;
}

const RENDERER: Renderer = {
  comment: renderComment,
  summary: renderSummary,
  annotations: annotationsOf,
};

/** What the command works with. */
export interface Parts {
  /** @default as `render/` does */
  readonly renderer?: Renderer;
  /** @default this process */
  readonly step?: Step;
  /** @default the platform's */
  readonly fetch?: typeof fetch;
}

/** Tells the comment from others of the same author. */
const MARKER = 'nightshift-review';

/** In the place of what an earlier push changed. */
const NOTHING = 'This pull request changes no environment.';

/** How long posting may take, in seconds: a plan doesn't wait for a comment. */
const PATIENCE = 120;

/**
 * `comment <folder>`: brings the comment on the pull request up to date, and the job's summary,
 * annotations and outputs (`changed`, `risk`, `comment-id`). A comment that can't be posted is a
 * warning: it neither fails nor undoes a plan.
 *
 * @throws InputError if this is no run on a pull request, or the options are none.
 */
export async function commentCommand(
  { env, terminal }: Context,
  { folder, expect, author = 'github-actions[bot]' }: CommentOptions,
  { renderer = RENDERER, fetch, step = currentStep(env, terminal) }: Parts = {},
): Promise<void> {
  const run = pullRequestRun(env);
  if (run.token) step.mask(run.token);
  const sections = readSections(folder, {
    ...run,
    ...(expect !== undefined && { expect: environmentsOf(expect) }),
  });
  const room = run.page === undefined ? {} : { run: run.page };
  const show = (maxChars: number): string =>
    sections.length === 0 ? NOTHING : renderer.comment(sections, { ...room, maxChars });
  for (const annotation of renderer.annotations(sections)) step.annotate(annotation);
  step.output('changed', String(sections.some(tells)));
  step.output('risk', highestRisk(sections));
  // Before anything can fail: it holds what the comment has no room for, or all of it.
  const summarised = await step.summarise(renderer.summary(sections));
  try {
    const posted = await post(run, {
      author,
      create: sections.some(tells),
      render: show,
      ...(fetch && { fetch }),
    });
    if (posted.comment) step.output('comment-id', String(posted.comment.id));
    terminal.print(say(posted));
  } catch (error) {
    const where = summarised ? ': the review is in the job summary' : '';
    step.warn(`the comment could not be posted (${explain(error)})${where}`);
  }
}

interface PostProps {
  readonly author: string;
  readonly create: boolean;
  readonly render: (maxChars: number) => string;
  readonly fetch?: typeof fetch;
}

async function post(run: PullRequestRun, { fetch, ...props }: PostProps): Promise<Upserted> {
  const { token } = run;
  if (!token) throw new Error('GITHUB_TOKEN is not set: add it to the env of the step');
  return await within(PATIENCE, async (limit) => {
    const github = connectGitHub({ ...run, token, limit, ...(fetch && { fetch }) });
    const { pullRequest } = run;
    return await upsertComment(github, { ...props, pullRequest, marker: MARKER, stamp: run });
  });
}

/** @throws InputError if one of them is no name of an environment. */
function environmentsOf(list: string): readonly string[] {
  const names = list.split(',').map((name) => name.trim());
  const wanted = names.filter((name) => name !== '');
  const wrong = wanted.find((name) => !ENVIRONMENT_NAME.test(name));
  if (wrong !== undefined)
    throw new InputError(
      `--expect: ${JSON.stringify(wrong)} is no name of an environment: write dev,staging,prod`,
    );
  return [...new Set(wanted)];
}

function say({ outcome, comment }: Upserted): string {
  if (outcome === 'none') return 'nothing changes: no comment is needed';
  if (outcome === 'older')
    return `the comment is left to a newer run: ${comment?.url ?? 'it is to come'}`;
  return `comment ${outcome}: ${comment?.url}`;
}

const REMEDIES = new Map([
  [401, 'the token is not valid, or no longer'],
  [403, 'the job needs pull-requests: write, which a pull request from a fork never has'],
  [404, 'the token sees no such pull request'],
]);

/** Why posting failed, in a line. */
function explain(error: unknown): string {
  const remedy = REMEDIES.get(statusOf(error) ?? 0);
  const message = (error as Error).message.replace(/\s+/g, ' ').slice(0, 300);
  return remedy ? `${message}; ${remedy}` : message;
}
