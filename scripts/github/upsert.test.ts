import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FakeGitHub, secondaryLimit } from '../../tests/support/github/fake.ts';
import { withoutWaiting } from '../../tests/support/virtual-time.ts';
import { connectGitHub } from './client.ts';
import { writeMarker } from './marker.ts';
import { within } from './time-limit.ts';
import { type CommentProps, type Upserted, upsertComment } from './upsert.ts';

const PULL = 7;
const head = (push: number): string => String(push).padStart(40, '0');
const marked = (run: number, text: string, attempt = 1): string =>
  `${writeMarker('review', { run, attempt, head: head(run) })}\n${text}`;

let github: FakeGitHub;
beforeEach(() => {
  github = new FakeGitHub();
  github.push(PULL, head(1));
});
afterEach(() => github.verify());

interface Run extends Partial<Omit<CommentProps, 'stamp' | 'render'>> {
  readonly run?: number;
  readonly attempt?: number;
  readonly token?: string;
  readonly render?: CommentProps['render'];
  readonly seconds?: number;
  readonly fetch?: typeof fetch;
}

/** Lets a run write `of run N`, or what it renders. */
async function upsert(options: Run = {}): Promise<Upserted> {
  const { run = 1, attempt = 1, token = 'of-actions', seconds = 120, ...props } = options;
  return await within(seconds, async (limit) => {
    const { fetch = github.fetch, repository } = { ...github, ...options };
    const client = connectGitHub({ api: 'http://api.test', repository, token, limit, fetch });
    return await upsertComment(client, {
      pullRequest: PULL,
      marker: 'review',
      author: 'github-actions[bot]',
      create: true,
      render: () => `of run ${run}`,
      ...props,
      stamp: { run, attempt, head: head(run) },
    });
  });
}

const bodies = (): readonly string[] => github.comments(PULL).map(({ body }) => body);

describe('one comment', () => {
  test('is made once, then brought up to date', async () => {
    const made = await withoutWaiting(() => upsert());
    github.push(PULL, head(2));
    const updated = await withoutWaiting(() => upsert({ run: 2 }));

    expect(made.outcome).toBe('created');
    expect(updated).toMatchObject({ outcome: 'updated', comment: { id: made.comment?.id } });
    expect(bodies()).toEqual([marked(2, 'of run 2')]);
  });

  test('is not edited when nothing changed', async () => {
    const { id } = github.comment(PULL, marked(1, 'of run 1\r\n'));

    const unchanged = await withoutWaiting(() => upsert());

    expect(unchanged).toMatchObject({ outcome: 'unchanged', comment: { id } });
    expect(github.comments(PULL)[0]?.edits).toBe(0);
  });

  test('is found behind 250 others', async () => {
    for (let index = 0; index < 200; index++) github.comment(PULL, `+${index}`, 'alice');
    const { id } = github.comment(PULL, marked(0, 'of run 0'));
    for (let index = 0; index < 50; index++) github.comment(PULL, `-${index}`, 'bob');

    const updated = await withoutWaiting(() => upsert());

    expect(updated).toMatchObject({ outcome: 'updated', comment: { id } });
    expect(github.comments(PULL)).toHaveLength(251);
  });

  test('of another author is neither obeyed nor edited, whatever marker it bears', async () => {
    const copied = marked(999, 'all is well');
    github.comment(PULL, copied, 'mallory');

    const { outcome } = await withoutWaiting(() => upsert());

    expect(outcome).toBe('created');
    expect(bodies()).toEqual([copied, marked(1, 'of run 1')]);
  });

  test.each([
    ['behind the first line', `hello\n${marked(9, '')}`],
    ['of another kind', marked(9, '').replace('review', 'receipt')],
    ['with a number that is none', marked(9, '').replace('run=9', 'run=9e9')],
  ])('is told by its first line: a marker %s is none', async (_, body) => {
    github.comment(PULL, body);

    await withoutWaiting(() => upsert());

    expect(bodies()).toEqual([body, marked(1, 'of run 1')]);
  });

  test('is not made where there is nothing to say, but brought up to date', async () => {
    const none = await withoutWaiting(() => upsert({ create: false }));
    github.comment(PULL, marked(0, 'of run 0'));
    const updated = await withoutWaiting(() => upsert({ create: false }));

    expect(none.outcome).toBe('none');
    expect(updated.outcome).toBe('updated');
    expect(bodies()).toEqual([marked(1, 'of run 1')]);
  });

  test("stays one when the token is an app's and nobody said so", async () => {
    await withoutWaiting(() => upsert({ token: 'of-app' }));
    github.push(PULL, head(2));
    await withoutWaiting(() => upsert({ token: 'of-app', run: 2 }));

    expect(github.comments(PULL)).toMatchObject([{ id: 1, author: 'our-app[bot]' }]);
    expect(bodies()).toEqual([marked(2, 'of run 2')]);
  });
});

describe('an older run', () => {
  test.each([
    ['an older run', { run: 1 }],
    ['an older attempt', { run: 2, attempt: 1 }],
  ])('%s leaves the comment alone', async (_, run) => {
    github.push(PULL, head(2));
    github.comment(PULL, marked(2, 'newer', 2));

    const { outcome } = await withoutWaiting(() => upsert(run));

    expect(outcome).toBe('older');
    expect(bodies()).toEqual([marked(2, 'newer', 2)]);
  });

  test('counts by its number if GitHub does not say what is newest', async () => {
    const notFound = () => ({ status: 404, body: { message: 'Not Found' } });
    github.comment(PULL, marked(2, 'newer'));
    github.next('pulls/get', notFound);

    const { outcome } = await withoutWaiting(() => upsert({ run: 1 }));

    expect(outcome).toBe('older');
  });

  test('leaves a comment to the run of the newest commit, which is still to come', async () => {
    github.push(PULL, head(3));
    github.comment(PULL, marked(1, 'of run 1'));

    const { outcome } = await withoutWaiting(() => upsert({ run: 2 }));

    expect(outcome).toBe('older');
    expect(bodies()).toEqual([marked(1, 'of run 1')]);
  });

  test('writes where there is nothing yet, and says so', async () => {
    github.push(PULL, head(2));

    const { outcome } = await withoutWaiting(() => upsert({ run: 1 }));

    expect(outcome).toBe('created');
    expect(bodies()).toEqual([marked(1, 'of run 1')]);
  });

  test('is not told by its number when the workflow counts from 1 again', async () => {
    github.comment(PULL, marked(57, 'before the workflow got another name'));

    const { outcome } = await withoutWaiting(() => upsert({ run: 1 }));

    expect(outcome).toBe('updated');
  });

  test('may be tried again: a later attempt writes', async () => {
    github.comment(PULL, marked(1, 'failed'));

    const { outcome } = await withoutWaiting(() => upsert({ run: 1, attempt: 2 }));

    expect(outcome).toBe('updated');
    expect(bodies()).toEqual([marked(1, 'of run 1', 2)]);
  });
});

describe('several comments of ours', () => {
  test('the oldest stays, the others go', async () => {
    const { id } = github.comment(PULL, marked(0, 'a'));
    github.comment(PULL, marked(0, 'b'));
    github.comment(PULL, marked(0, 'c'));

    await withoutWaiting(() => upsert());

    expect(github.comments(PULL).map((comment) => comment.id)).toEqual([id]);
    expect(bodies()).toEqual([marked(1, 'of run 1')]);
  });

  test.each([0, 1])('two writers at once agree on one, push %# before the other', async (order) => {
    github.push(PULL, head(2));
    const runs = order === 0 ? [1, 2] : [2, 1];

    await withoutWaiting(() => Promise.all(runs.map((run) => upsert({ run }))));

    expect(bodies()).toEqual([marked(2, 'of run 2')]);
  });

  test('two writers of one run leave one', async () => {
    await withoutWaiting(() => Promise.all([upsert(), upsert()]));

    expect(bodies()).toEqual([marked(1, 'of run 1')]);
  });
});

describe('faults', () => {
  test('a listing that lags behind makes no second comment', async () => {
    const list = 'issues/list-comments';
    github.next(list, () => undefined);
    github.next(list, () => ({ status: 200, body: [] }));

    await withoutWaiting(() => upsert());

    expect(github.calls.filter((call) => call === 'issues/create-comment')).toHaveLength(1);
  });

  test('a comment deleted by hand is made anew', async () => {
    const { id } = github.comment(PULL, marked(0, 'of run 0'));
    github.next('issues/update-comment', () => {
      github.remove(id);
      return undefined;
    });

    const { outcome } = await withoutWaiting(() => upsert());

    expect(outcome).toBe('created');
    expect(bodies()).toEqual([marked(1, 'of run 1')]);
  });

  test.each([
    ['403', secondaryLimit(403, 30)],
    ['429', secondaryLimit(429, 30)],
    ['429 without words', { ...secondaryLimit(429, 30), body: { message: 'slow down' } }],
  ])('%s with retry-after is waited for', async (_, answer) => {
    let [asked, answered] = [0, 0];
    github.next('issues/create-comment', () => {
      asked = Date.now();
      return answer;
    });
    github.next('issues/create-comment', () => {
      answered = Date.now();
      return undefined;
    });

    const { outcome } = await withoutWaiting(() => upsert());

    expect(outcome).toBe('created');
    expect(answered - asked).toBeGreaterThanOrEqual(30_000);
  });

  test('used-up requests are waited for until GitHub fills them up', async () => {
    const { outcome } = await withoutWaiting(() => {
      github.rate = { limit: 10, remaining: 0, resetAt: Date.now() + 60_000 };
      return upsert();
    });

    expect(outcome).toBe('created');
    expect(github.calls).toHaveLength(6);
  });

  test.each([
    ['longer than the time there is', secondaryLimit(403, 3600)],
    ['again and again', secondaryLimit(429, 50)],
  ])('a limit %s ends the try in time', async (_, answer) => {
    for (let index = 0; index < 9; index++) github.next('issues/create-comment', () => answer);

    const { error, seconds } = await withoutWaiting(async () => {
      const before = Date.now();
      const error = await upsert().catch((thrown: Error) => thrown);
      return { error, seconds: (Date.now() - before) / 1000 };
    });

    expect(error).toMatchObject({ message: expect.stringContaining('secondary rate limit') });
    expect(seconds).toBeLessThan(121);
  });

  test.each([500, 502, 503])('a %d is tried again', async (status) => {
    github.next('issues/create-comment', () => ({ status, body: { message: 'Server Error' } }));

    const { outcome } = await withoutWaiting(() => upsert());

    expect(outcome).toBe('created');
    expect(bodies()).toEqual([marked(1, 'of run 1')]);
  });

  test('a 502 that wrote the comment all the same leaves one', async () => {
    github.next('issues/create-comment', ({ body }) => {
      github.comment(PULL, body['body'] ?? '');
      return { status: 502, body: { message: 'Server Error' } };
    });

    await withoutWaiting(() => upsert());

    expect(bodies()).toEqual([marked(1, 'of run 1')]);
  });

  test('a 502 for ever ends the try', async () => {
    for (let index = 0; index < 20; index++)
      github.next('issues/create-comment', () => ({ status: 502, body: { message: 'down' } }));

    await expect(withoutWaiting(() => upsert())).rejects.toThrow('down');
    expect(github.calls.filter((call) => call === 'issues/create-comment')).toHaveLength(4);
  });

  test('too long a text is rendered shorter, once', async () => {
    const asked: number[] = [];
    const render = (maxChars: number): string => {
      asked.push(maxChars);
      return 'x'.repeat(maxChars > 40_000 ? 70_000 : maxChars);
    };

    const { outcome } = await withoutWaiting(() => upsert({ render }));

    expect(outcome).toBe('created');
    expect(asked).toHaveLength(2);
    expect(bodies()[0]?.length).toBe(32_768);
  });

  test('a text that is always too long is refused', async () => {
    const tried = withoutWaiting(() => upsert({ render: () => 'x'.repeat(70_000) }));

    await expect(tried).rejects.toThrow('Body is too long');
    expect(bodies()).toEqual([]);
  });

  test('what was rendered fits with its marker', async () => {
    await withoutWaiting(() => upsert({ render: (maxChars) => 'x'.repeat(maxChars) }));

    expect(bodies()[0]?.length).toBe(65_536);
  });

  test('a token without rights is told at once', async () => {
    const tried = withoutWaiting(() => upsert({ token: 'of-fork' }));

    await expect(tried).rejects.toMatchObject({ status: 403 });
    expect(github.calls).toEqual(['issues/list-comments', 'pulls/get', 'issues/create-comment']);
  });

  test('an answer that never comes ends the try in time', async () => {
    const hang: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      });

    await expect(withoutWaiting(() => upsert({ fetch: hang }))).rejects.toThrow(
      'it took longer than 120 s',
    );
  });

  test('a network that refuses ends the try', async () => {
    const refuse: typeof fetch = async () => {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    };

    await expect(withoutWaiting(() => upsert({ fetch: refuse }))).rejects.toThrow('ECONNREFUSED');
  });
});
