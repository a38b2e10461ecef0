/** The review of all environments as Markdown: what a reviewer decides on, then the proof. */
import type { Section } from '../review.ts';
import { brief } from './brief.ts';
import { lineLinks } from './links.ts';
import { type Line, linesOf } from './parts.ts';
import { byRisk, chooseDiffs, chooseLines, diffBlocks, type Ordered } from './proofs.ts';
import { bytes, type Limits, Room } from './room.ts';
import { byUrgency, failedBlock, frameOf, quietLine, sectionBlocks } from './section.ts';

/** What a comment is held to. */
export interface CommentOptions {
  /**
   * Longest comment, in bytes of UTF-8, which are never fewer than characters. GitHub refuses
   * more than 65,536 characters.
   *
   * @default 65,000
   */
  readonly maxChars?: number;
  /** Address of the workflow run, in whose summary stands what is left out. */
  readonly run?: string;
}

const COMMENT: Limits = {
  first: 10,
  rows: 60,
  rest: 10,
  drift: 10,
  outputs: 30,
  checks: 10,
  lines: 300,
  small: 12,
  open: 40,
};

const SUMMARY: Limits = {
  first: 100,
  rows: 1000,
  rest: 100,
  drift: 100,
  outputs: 300,
  checks: 100,
  lines: 3000,
  small: 30,
  open: 200,
};

/** Lines up to this rank are what one decides on. */
const DECIDING = 3;

/** The comment on a pull request. Never longer than allowed; what is left out is said. */
export function renderComment(sections: readonly Section[], options: CommentOptions = {}): string {
  const { maxChars = 65_000, run } = options;
  return within(sections, COMMENT, maxChars, run);
}

/** The job summary: the same with more of the proof. GitHub allows 1 MiB a step. */
export function renderSummary(
  sections: readonly Section[],
  { maxChars = 1_000_000 }: Pick<CommentOptions, 'maxChars'> = {},
): string {
  return within(sections, SUMMARY, maxChars, undefined);
}

/** What is left out is only known when the rest is chosen: what that takes comes off, and again. */
function within(
  sections: readonly Section[],
  limits: Limits,
  max: number,
  run: string | undefined,
): string {
  const sorted = byUrgency(sections);
  const all = sorted.reviews.map(({ review }) => linesOf(review, limits, lineLinks(review, run)));
  const proofs = sorted.reviews.map(({ review }) => byRisk(review.proofs));
  let allowance = max;
  for (let attempt = 0; attempt < 8 && allowance > 0; attempt++) {
    const text = compose({ ...sorted, all, proofs }, limits, allowance, run);
    const over = bytes(text) - max;
    if (over <= 0) return text;
    // A line less makes a count longer: each time somewhat more comes off.
    allowance -= over + 50 * (attempt + 1);
  }
  return brief(sections, max, run);
}

/** Sections in their order, with the lines of those that are reviews, and with their proofs. */
type Sorted = ReturnType<typeof byUrgency> & {
  readonly all: readonly (readonly Line[])[];
  readonly proofs: readonly Ordered[];
};

function compose(
  { failed, reviews, quiet, all, proofs }: Sorted,
  limits: Limits,
  allowance: number,
  run: string | undefined,
): string {
  const several = failed.length + reviews.length > 1;
  const before = failed.map((section) => failedBlock(section, several));
  const frames = reviews.map((section) => frameOf(section, several));
  const after = quietLine(quiet);
  const fixed = [...before, ...frames.flatMap(({ head, end }) => [head, end]), after];
  const room = new Room(allowance - bytes(fixed.join('\n\n')));
  const deciding = takeLines(all, room, (rank) => rank <= DECIDING);
  const shown = chooseLines(proofs, room);
  const others = takeLines(all, room, (rank) => rank > DECIDING);
  chooseDiffs(proofs, shown, limits, room);
  const open = { left: limits.open };
  const told = reviews.flatMap(({ review }, index) => {
    const one = shown[index];
    const frame = frames[index];
    if (!one || !frame) return [];
    const lines = [...(deciding[index] ?? []), ...(others[index] ?? [])];
    return sectionBlocks({
      review,
      frame,
      lines,
      shown: one,
      diffs: diffBlocks(one, limits, open),
      run,
    });
  });
  return `${[...before, ...told, after].filter((block) => block !== '').join('\n\n')}\n`;
}

/** Of all sections the lines that there is room for, by their rank. */
function takeLines(
  sections: readonly (readonly Line[])[],
  room: Room,
  wanted: (rank: number) => boolean,
): readonly (readonly Line[])[] {
  const chosen: Line[][] = sections.map(() => []);
  const candidates = sections
    .flatMap((lines, section) => lines.map((line) => ({ line, section })))
    .filter(({ line }) => wanted(line.rank))
    .sort((one, other) => one.line.rank - other.line.rank);
  for (const { line, section } of candidates) if (room.take(line.text)) chosen[section]?.push(line);
  return chosen;
}
