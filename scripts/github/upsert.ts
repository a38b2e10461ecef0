import { type Comment, type GitHub, statusOf } from './client.ts';
import { readMarker, type Stamp, writeMarker, yieldsTo } from './marker.ts';

/** The one comment of its kind on a pull request. */
export interface CommentProps {
  readonly pullRequest: number;
  /** What kind of comment it is: letters, digits and `-`. */
  readonly marker: string;
  /** The run that writes. */
  readonly stamp: Stamp;
  /** Login whose comments are ours, such as `github-actions[bot]`. */
  readonly author: string;
  /** Makes the text, with at most that many characters. */
  readonly render: (maxChars: number) => string;
  /** False: a comment that is there is brought up to date, but none is made. */
  readonly create: boolean;
}

/** What became of it. */
export interface Upserted {
  /** `older`: a newer run's comment is there, or that run is to come; `none`: there was nothing to say. */
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'older' | 'none';
  readonly comment?: Comment;
}

/** Longest body that GitHub takes, in characters. */
const LONGEST = 65_536;

/** After a refusal: GitHub doesn't say how it counts. */
const SHORTER = 32_768;

/** Far more than two writers need to come to rest. */
const ROUNDS = 8;

/**
 * Brings the one comment of its kind on a pull request up to date.
 *
 * GitHub has no conditional update. So this looks and writes until it sees what it wants to see:
 * one comment of ours, with this text. Of several the oldest stays, so that writers who know
 * nothing of each other agree. A marker counts in comments of our own login alone.
 *
 * @throws Error of GitHub, of the network, or if others keep changing the comment.
 */
export async function upsertComment(github: GitHub, props: CommentProps): Promise<Upserted> {
  const { pullRequest, marker, stamp, create } = props;
  const made = new Map<number, Comment>();
  const remove = async (id: number): Promise<void> => {
    made.delete(id);
    await github.remove(id);
  };
  let { author } = props;
  let longest = LONGEST;
  let body = bodyOf(props, longest);
  let outcome: Upserted['outcome'] = 'unchanged';

  for (let round = 0; round < ROUNDS; round++) {
    const listed = await github.comments(pullRequest);
    const newest = await github.head(pullRequest).catch(() => undefined);
    // A listing may lag behind what was written.
    const own = ownComments([...made.values(), ...listed], author, marker);
    const [first, ...others] = own.map(({ comment }) => comment);
    const newer = own.find(({ stamp: theirs }) => yieldsTo(stamp, theirs, newest));
    if (newer) {
      for (const id of made.keys()) if (id !== first?.id) await remove(id);
      return { outcome: 'older', comment: newer.comment };
    }
    if (!first && !create) return { outcome: 'none' };
    if (first && equal(first.body, body)) {
      if (others.length === 0) return { outcome, comment: first };
      for (const { id } of others) await remove(id);
      continue;
    }
    try {
      if (first) {
        await github.update(first.id, body);
        if (outcome === 'unchanged') outcome = 'updated';
      } else {
        const comment = await github.create(pullRequest, body);
        made.set(comment.id, comment);
        // Whose token it is, GitHub says only now.
        author = comment.author ?? author;
        outcome = 'created';
      }
    } catch (error) {
      const status = statusOf(error);
      if (status === 404 && first) made.delete(first.id);
      else if (status === 422 && longest === LONGEST) {
        longest = SHORTER;
        body = bodyOf(props, longest);
      } else throw error;
    }
  }
  throw new Error('others keep changing the comment');
}

/** The marker, and what the reader sees. */
function bodyOf({ marker, stamp, render }: CommentProps, longest: number): string {
  const head = `${writeMarker(marker, stamp)}\n`;
  return head + render(longest - head.length);
}

/** Each comment of an author that bears the marker, oldest first; of the same one the last named. */
function ownComments(comments: readonly Comment[], author: string, marker: string) {
  const byId = new Map(comments.map((comment) => [comment.id, comment]));
  return [...byId.values()]
    .flatMap((comment) => {
      const stamp = comment.author === author && readMarker(marker, comment.body);
      return stamp ? [{ comment, stamp }] : [];
    })
    .sort((one, other) => one.comment.id - other.comment.id);
}

/** GitHub may trim a text, and forms on its pages write other line ends. */
function equal(one: string, other: string): boolean {
  const trimmed = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd();
  return trimmed(one) === trimmed(other);
}
