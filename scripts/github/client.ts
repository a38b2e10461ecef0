/** GitHub's API as far as comments on pull requests go, with its limits kept. */
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import type { TimeLimit } from './time-limit.ts';

/** A comment on a pull request. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Login of its author; undefined if the account is gone. */
  readonly author: string | undefined;
  /** Its address for people. */
  readonly url: string;
}

/** Where comments are read and written. */
export interface GitHub {
  /** All comments on a pull request, oldest first. */
  comments(pullRequest: number): Promise<readonly Comment[]>;
  create(pullRequest: number, body: string): Promise<Comment>;
  update(id: number, body: string): Promise<Comment>;
  /** Also fine if it is gone. */
  remove(id: number): Promise<void>;
  /** The newest commit of a pull request. */
  head(pullRequest: number): Promise<string>;
}

/** How GitHub is reached. */
export interface Connection {
  /** Such as `https://api.github.com`. */
  readonly api: string;
  /** Such as `acme/jobs`. */
  readonly repository: string;
  readonly token: string;
  readonly limit: TimeLimit;
  /** @default the platform's */
  readonly fetch?: typeof fetch;
}

// The first one is asked last.
const Client = Octokit.plugin(namedLimits, retry, throttling);

/** Asked for at once; the most that GitHub gives. */
const PAGE = 100;

/**
 * Connects to a repository. Requests wait as long as GitHub's `retry-after` and `x-ratelimit-*`
 * say, but not beyond the deadline, and are sent again up to three times if GitHub or the network
 * fails; a comment may then be there twice.
 */
export function connectGitHub(connection: Connection): GitHub {
  const { api, repository, token, limit } = connection;
  const [owner = '', repo = ''] = repository.split('/');
  const inTime = (seconds: number): boolean => Date.now() + seconds * 1000 < limit.deadline;
  const octokit = new Client({
    baseUrl: api,
    auth: token,
    userAgent: 'nightshift',
    log: { debug() {}, info() {}, warn() {}, error() {} },
    request: { signal: limit.signal, ...(connection.fetch && { fetch: connection.fetch }) },
    throttle: { onRateLimit: inTime, onSecondaryRateLimit: inTime },
    // Limits are the other plugin's: this one wouldn't wait as long as it is told to.
    retry: { doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451] },
  });
  const repositoryOf = { owner, repo };
  return {
    async comments(issue_number) {
      const all: Comment[] = [];
      for (let page = 1; ; page++) {
        const { data, headers } = await octokit.request(
          'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
          { ...repositoryOf, issue_number, page, per_page: PAGE },
        );
        all.push(...data.map(commentOf));
        if (!headers.link?.includes('rel="next"')) return all;
      }
    },
    async create(issue_number, body) {
      const { data } = await octokit.request(
        'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
        { ...repositoryOf, issue_number, body },
      );
      return commentOf(data);
    },
    async update(comment_id, body) {
      const { data } = await octokit.request(
        'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
        { ...repositoryOf, comment_id, body },
      );
      return commentOf(data);
    },
    async remove(comment_id) {
      await octokit
        .request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
          ...repositoryOf,
          comment_id,
        })
        .catch((error) => {
          if (statusOf(error) !== 404) throw error;
        });
    },
    async head(pull_number) {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...repositoryOf,
        pull_number,
      });
      return data.head.sha;
    },
  };
}

function commentOf(data: {
  readonly id: number | bigint;
  readonly body?: string;
  readonly user: { readonly login: string } | null;
  readonly html_url: string;
}): Comment {
  return {
    id: Number(data.id),
    body: data.body ?? '',
    author: data.user?.login,
    url: data.html_url,
  };
}

/** The status of GitHub's answer; 500 if none came, undefined for any other error. */
export function statusOf(error: unknown): number | undefined {
  const { status } = (error ?? {}) as { status?: unknown };
  return typeof status === 'number' ? status : undefined;
}

/** A plugin: throttling knows a limit by GitHub's words; what bears the header is one, too. */
function namedLimits(octokit: Octokit): void {
  octokit.hook.error('request', (error) => {
    const { status, response } = error as RequestError;
    const limited = (status === 403 || status === 429) && response?.headers['retry-after'];
    if (limited && !/secondary rate/i.test(error.message))
      error.message = `secondary rate limit: ${error.message}`;
    throw error;
  });
}

interface RequestError extends Error {
  readonly status?: number;
  readonly response?: { readonly headers: Readonly<Record<string, unknown>> };
}
