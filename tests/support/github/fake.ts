/** A GitHub of one repository, as far as comments on pull requests go. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Call, checkAnswer, type Incoming, readRequest } from './description.ts';

/** Who writes. */
interface User {
  readonly login: string;
  readonly id: number;
  readonly type: 'Bot' | 'User';
  /** Whether its token may write comments. */
  readonly writes: boolean;
}

export interface Comment {
  readonly id: number;
  readonly author: string;
  body: string;
  /** How often it was edited. */
  edits: number;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Is told of a request before it is carried out; an answer takes the place of what was asked. */
type Hook = (call: Call) => Answer | undefined;

interface PullRequest {
  head: string;
  comments: Comment[];
}

const REPOSITORY = '/repos/acme/jobs';
const SHA = '0'.repeat(40);

/** Longest body of a comment that GitHub takes, in characters. */
const LONGEST = 65_536;

/** What GitHub says under load, with the number of seconds to wait. */
export function secondaryLimit(status: 403 | 429, retryAfter: number): Answer {
  return {
    status,
    headers: { 'retry-after': String(retryAfter) },
    body: { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' },
  };
}

export class FakeGitHub {
  readonly repository = 'acme/jobs';
  /** By token. */
  readonly users = new Map<string, User>([
    ['of-actions', { login: 'github-actions[bot]', id: 41898282, type: 'Bot', writes: true }],
    ['of-fork', { login: 'github-actions[bot]', id: 41898282, type: 'Bot', writes: false }],
    ['of-app', { login: 'our-app[bot]', id: 7, type: 'Bot', writes: true }],
    ['of-mallory', { login: 'mallory', id: 8, type: 'User', writes: true }],
  ]);
  /** Requests left, and when they are filled up again. */
  rate = { limit: 5000, remaining: 5000, resetAt: Date.now() + 3_600_000 };
  /** What was asked, such as `issues/create-comment`. */
  readonly calls: string[] = [];
  /** Requests that GitHub's description refuses, with its reason. */
  readonly refused: string[] = [];
  readonly #pulls = new Map<number, PullRequest>();
  readonly #hooks: { operation: string; hook: Hook }[] = [];
  #lastId = 0;

  /** Pushes to a pull request, and opens it before the first. */
  push(number: number, head: string): void {
    const pull = this.#pulls.get(number);
    if (pull) pull.head = head;
    else this.#pulls.set(number, { head, comments: [] });
  }

  /** Writes a comment, as a person or another program does. */
  comment(number: number, body: string, author = 'github-actions[bot]'): Comment {
    this.#lastId += 1;
    const comment = { id: this.#lastId, author, body, edits: 0 };
    this.#pull(number)?.comments.push(comment);
    return comment;
  }

  /** Deletes a comment, as a person does. */
  remove(id: number): void {
    for (const pull of this.#pulls.values())
      pull.comments = pull.comments.filter((comment) => comment.id !== id);
  }

  comments(number: number): readonly Comment[] {
    return this.#pull(number)?.comments ?? [];
  }

  /** Before the next request of a kind, after earlier hooks of that kind: does something, or answers. */
  next(operation: string, hook: Hook): void {
    this.#hooks.push({ operation, hook });
  }

  /** @throws Error with all requests that GitHub would have refused as malformed. */
  verify(): void {
    if (this.refused.length > 0) throw new Error(`malformed requests:\n${this.refused.join('\n')}`);
  }

  /** Stands in the place of `fetch`. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { status, body, headers } = this.handle({
      method: request.method,
      url: new URL(request.url),
      headers: request.headers,
      body: await request.text(),
    });
    request.signal.throwIfAborted();
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    });
  };

  /** Listens on this machine. */
  async listen(): Promise<{ readonly url: string; close(): Promise<void> }> {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { status, body, headers } = this.handle({
        method: request.method ?? '',
        url: new URL(request.url ?? '', 'http://localhost'),
        headers: new Headers(request.headers as Record<string, string>),
        body: Buffer.concat(chunks).toString(),
      });
      response.writeHead(status, { ...headers, 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () =>
        new Promise((resolve) => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    };
  }

  handle(incoming: Incoming): Answer {
    let call: Call;
    try {
      call = readRequest(incoming);
    } catch (error) {
      const { method, url } = incoming;
      this.refused.push(`${method} ${url.pathname}${url.search}: ${(error as Error).message}`);
      return { status: 400, body: { message: 'Problems parsing request' } };
    }
    this.calls.push(call.operation);
    const index = this.#hooks.findIndex(({ operation }) => operation === call.operation);
    const [found] = index < 0 ? [] : this.#hooks.splice(index, 1);
    const answer = found?.hook(call) ?? this.#limited() ?? this.#answer(call, incoming);
    if (answer.status < 300) checkAnswer(call.operation, answer.status, answer.body);
    return { ...answer, headers: { ...this.#rateHeaders(), ...answer.headers } };
  }

  #limited(): Answer | undefined {
    if (Date.now() >= this.rate.resetAt)
      this.rate = { ...this.rate, remaining: this.rate.limit, resetAt: Date.now() + 3_600_000 };
    if (this.rate.remaining === 0)
      return { status: 403, body: { message: 'API rate limit exceeded for installation.' } };
    this.rate.remaining -= 1;
    return undefined;
  }

  #rateHeaders(): Record<string, string> {
    return {
      'x-ratelimit-limit': String(this.rate.limit),
      'x-ratelimit-remaining': String(this.rate.remaining),
      'x-ratelimit-reset': String(Math.ceil(this.rate.resetAt / 1000)),
    };
  }

  #answer({ operation, params, query, body }: Call, { headers, url }: Incoming): Answer {
    const user = this.users.get(headers.get('authorization')?.split(' ')[1] ?? '');
    if (!user) return { status: 401, body: { message: 'Bad credentials' } };
    if (!url.pathname.startsWith(`${REPOSITORY}/`)) return notFound();
    const writes = !/^(pulls\/get|issues\/list-comments)$/.test(operation);
    if (writes && !user.writes)
      return { status: 403, body: { message: 'Resource not accessible by integration' } };
    if (body['body'] !== undefined && body['body'].length > LONGEST) return tooLong();
    const number = Number(params['pull_number'] ?? params['issue_number']);
    const id = Number(params['comment_id']);
    const pull = this.#pull(number, id);
    const comment = pull?.comments.find((each) => each.id === id);
    if (!pull || (params['comment_id'] !== undefined && !comment)) return notFound();
    if (operation === 'pulls/get') return { status: 200, body: shownPull(number, pull) };
    if (operation === 'issues/list-comments') return this.#list(pull, query, url);
    if (operation === 'issues/create-comment') {
      const made = this.comment(number, body['body'] ?? '', user.login);
      return { status: 201, body: this.#shown(made) };
    }
    if (!comment) return notFound();
    if (operation === 'issues/delete-comment') {
      this.remove(id);
      return { status: 204 };
    }
    comment.body = body['body'] ?? '';
    comment.edits += 1;
    return { status: 200, body: this.#shown(comment) };
  }

  #list({ comments }: PullRequest, query: Call['query'], url: URL): Answer {
    const size = Math.min(Number(query['per_page'] ?? 30), 100);
    const page = Number(query['page'] ?? 1);
    const shown = comments.slice((page - 1) * size, page * size).map((each) => this.#shown(each));
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const more = comments.length > page * size;
    return {
      status: 200,
      body: shown,
      headers: more ? { link: `<${next}>; rel="next", <${next}>; rel="last"` } : {},
    };
  }

  #pull(number: number, commentId?: number): PullRequest | undefined {
    const found = this.#pulls.get(number);
    if (found) return found;
    return [...this.#pulls.values()].find(({ comments }) =>
      comments.some(({ id }) => id === commentId),
    );
  }

  #shown({ id, body, author }: Comment): unknown {
    const user = [...this.users.values()].find(({ login }) => login === author);
    const url = `https://api.github.com${REPOSITORY}/issues/comments/${id}`;
    return {
      id,
      node_id: `IC_${id}`,
      url,
      html_url: `https://github.com/acme/jobs/pull/1#issuecomment-${id}`,
      issue_url: `https://api.github.com${REPOSITORY}/issues/1`,
      user: shownUser(user ?? { login: author, id: 9, type: 'User' }),
      created_at: '2026-11-23T00:00:00Z',
      updated_at: '2026-11-23T00:00:00Z',
      author_association: 'NONE',
      body,
    };
  }
}

function notFound(): Answer {
  return { status: 404, body: { message: 'Not Found' } };
}

function tooLong(): Answer {
  const message = 'Body is too long (maximum is 65536 characters)';
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }];
  return { status: 422, body: { message: 'Validation Failed', errors } };
}

function shownPull(number: number, { head }: PullRequest): unknown {
  return {
    number,
    state: 'open',
    head: { ref: 'change', sha: head },
    base: { ref: 'main', sha: SHA },
  };
}

function shownUser({ login, id, type }: Omit<User, 'writes'>): unknown {
  const url = `https://api.github.com/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    type,
    node_id: `U_${id}`,
    site_admin: false,
    gravatar_id: '',
    ...Object.fromEntries(
      [
        'avatar_url',
        'events_url',
        'followers_url',
        'following_url',
        'gists_url',
        'html_url',
        'organizations_url',
        'received_events_url',
        'repos_url',
        'starred_url',
        'subscriptions_url',
        'url',
      ].map((name) => [name, url]),
    ),
  };
}
