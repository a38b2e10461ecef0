/** What GitHub says of a run. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { InputError } from '../errors.ts';

/** A run of a workflow on a pull request. */
export interface PullRequestRun {
  /** Such as `acme/jobs`. */
  readonly repository: string;
  /** Address of the API. */
  readonly api: string;
  readonly pullRequest: number;
  /** The pull request's commit that the run is about. */
  readonly head: string;
  /** Counts up with each run of the workflow. */
  readonly run: number;
  /** From 1. */
  readonly attempt: number;
  /** The run's page; undefined if GitHub doesn't say. */
  readonly page?: string;
  /** For GitHub's API; undefined if the step isn't given one. */
  readonly token?: string;
}

const EVENT = z.object({
  pull_request: z.object({
    number: z.int().positive(),
    head: z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/) }),
  }),
});

/**
 * Reads which pull request a workflow runs on: from GitHub's event and variables alone, so that no
 * input of a workflow can say otherwise.
 *
 * @throws InputError if this is no run on a pull request.
 */
export function pullRequestRun(env: NodeJS.ProcessEnv): PullRequestRun {
  const repository = variable(env, 'GITHUB_REPOSITORY', /^[\w-]+\/(?!\.\.?$)[\w.-]+$/);
  const { pull_request } = readEvent(variable(env, 'GITHUB_EVENT_PATH', /./));
  const { GITHUB_SERVER_URL: server, GITHUB_RUN_ID: id, GITHUB_TOKEN: token } = env;
  return {
    repository,
    api: variable(env, 'GITHUB_API_URL', /^https?:\/\/\S+$/).replace(/\/$/, ''),
    pullRequest: pull_request.number,
    head: pull_request.head.sha,
    run: Number(variable(env, 'GITHUB_RUN_NUMBER', /^\d{1,15}$/)),
    attempt: Number(variable(env, 'GITHUB_RUN_ATTEMPT', /^[1-9]\d{0,8}$/)),
    ...(server && id && { page: `${server}/${repository}/actions/runs/${id}` }),
    ...(token && { token }),
  };
}

function variable(env: NodeJS.ProcessEnv, name: string, form: RegExp): string {
  const value = env[name];
  if (value !== undefined && form.test(value)) return value;
  const what = value ? `is ${JSON.stringify(value)}` : 'is not set';
  throw new InputError(`${name} ${what}: run this in a GitHub workflow on pull_request`);
}

function readEvent(file: string): z.output<typeof EVENT> {
  try {
    return EVENT.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const why = issue ? `${issue.path.join('.')}: ${issue.message}` : (error as Error).message;
    throw new InputError(
      `${file}, GitHub's event, is none of a pull request (${why}): run this in a workflow on pull_request`,
    );
  }
}

/**
 * Whether a run of this repository has ended; undefined if GitHub can't be asked, or says nothing.
 *
 * @param run its address, as `https://github.com/OWNER/NAME/actions/runs/ID/attempts/N`.
 */
export async function runHasEnded(
  run: string,
  env: NodeJS.ProcessEnv,
  ask: typeof fetch = fetch,
): Promise<boolean | undefined> {
  const { GITHUB_TOKEN: token, GITHUB_API_URL: api, GITHUB_REPOSITORY: repository } = env;
  const found = /\/([^/]+\/[^/]+)(\/actions\/runs\/\d+\/attempts\/\d+)$/.exec(run);
  if (!token || !api || !found || found[1] !== repository) return undefined;
  try {
    const response = await ask(`${api}/repos/${repository}${found[2]}`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
    });
    if (!response.ok) return undefined;
    return ((await response.json()) as { status?: string }).status === 'completed';
  } catch {
    return undefined;
  }
}
