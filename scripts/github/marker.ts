/** The first line of a comment, which nobody sees: whose comment it is, and of which run. */

/** A run of a workflow on a pull request. */
export interface Stamp {
  /** It counts up with each run of the workflow. */
  readonly run: number;
  /** From 1. */
  readonly attempt: number;
  /** The pull request's commit. */
  readonly head: string;
}

/**
 * Writes the marker.
 *
 * @param name what kind of comment it is: letters, digits and `-`.
 */
export function writeMarker(name: string, { run, attempt, head }: Stamp): string {
  return `<!-- ${name} run=${run} attempt=${attempt} head=${head} -->`;
}

/** Reads the marker of a comment of that kind; undefined if it bears none. */
export function readMarker(name: string, body: string): Stamp | undefined {
  const [line = ''] = body.split('\n', 1);
  const found = /^<!-- (\S+) run=(\d{1,15}) attempt=(\d{1,9}) head=([0-9a-f]{40,64}) -->\s*$/.exec(
    line,
  );
  if (!found || found[1] !== name) return undefined;
  return { run: Number(found[2]), attempt: Number(found[3]), head: found[4] ?? '' };
}

/**
 * Whether a run leaves a comment of another run alone: it is newer, or a newer one is to come.
 *
 * Numbers alone don't say it: they start again when the workflow's file is renamed.
 *
 * @param newest the pull request's newest commit; undefined if GitHub doesn't say.
 */
export function yieldsTo(ours: Stamp, theirs: Stamp, newest: string | undefined): boolean {
  const { run, attempt, head } = theirs;
  if (ours.run === run && ours.attempt === attempt && ours.head === head) return false;
  if (newest !== undefined && ours.head !== newest) return true;
  if (newest !== undefined && head !== newest) return false;
  return ours.run < run || (ours.run === run && ours.attempt < attempt);
}
