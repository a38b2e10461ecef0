/** Every change as a diff, as far as there is room: the largest go first, to a line, then to a count. */
import { greatest, RISKS } from '../finding.ts';
import type { Value } from '../plan.ts';
import type { Proof } from '../review.ts';
import { isTree } from '../value.ts';
import { cut } from '../words.ts';
import { fenced, htmlCode, markdown, visible } from './escape.ts';
import { headOf } from './heads.ts';
import { diffLines } from './lines.ts';
import type { Limits, Room } from './room.ts';

/** A line of a diff is cut there, in UTF-16 units. */
const WIDE = 300;

/** Below that, in bytes, nothing fits that is worth trying. */
const LITTLE = 40;

/** After so many diffs that didn't fit, others won't either. */
const TRIES = 50;

/** A diff that is shown. */
interface Diff {
  readonly text: string;
  readonly lines: number;
}

/** How each proof of a section is shown, by its place; what is in neither is counted. */
export interface Shown {
  readonly diffs: Map<number, Diff>;
  readonly lines: Map<number, string>;
}

/** Of the room for proofs so much is kept for diffs where not even a line each fits. */
const FOR_DIFFS = 1 / 4;

/** The proofs of a section, and the places of them in the order in which they are shown. */
export interface Ordered {
  readonly proofs: readonly Proof[];
  readonly order: readonly number[];
}

/**
 * A line each as far as there is room, the sections in turns, what is risky first. Where they don't
 * all fit, some more are counted, so that what is risky keeps its diffs.
 */
export function chooseLines(sections: readonly Ordered[], room: Room): readonly Shown[] {
  const whole = room.left;
  const shown = takeLines(sections, room);
  if (!isCrowded(sections, shown)) return shown;
  const kept = Math.floor(whole * FOR_DIFFS);
  room.left = whole - kept;
  const fewer = takeLines(sections, room);
  room.left += kept;
  return fewer;
}

function isCrowded(sections: readonly Ordered[], shown: readonly Shown[]): boolean {
  return sections.some(({ proofs }, index) => proofs.length > (shown[index]?.lines.size ?? 0));
}

function takeLines(sections: readonly Ordered[], room: Room): readonly Shown[] {
  const shown = sections.map((): Shown => ({ diffs: new Map(), lines: new Map() }));
  const longest = Math.max(0, ...sections.map(({ order }) => order.length));
  for (let turn = 0; turn < longest; turn++) {
    for (const [section, { proofs, order }] of sections.entries()) {
      const index = order[turn];
      const proof = index === undefined ? undefined : proofs[index];
      if (index === undefined || !proof) continue;
      const line = lineOf(proof);
      if (room.take(line)) shown[section]?.lines.set(index, line);
      else if (room.left < LITTLE) return shown;
    }
  }
  return shown;
}

/**
 * Diffs in the place of lines as far as there is room, the smallest of all sections first; where
 * not even a line each fitted, those of what is risky before all others.
 */
export function chooseDiffs(
  sections: readonly Ordered[],
  shown: readonly Shown[],
  limits: Limits,
  room: Room,
): void {
  const crowded = isCrowded(sections, shown);
  const candidates = shown
    .flatMap(({ lines }, section) =>
      [...lines.keys()].flatMap((index) => {
        const proof = sections[section]?.proofs[index];
        if (!proof) return [];
        const risk = crowded ? RISKS.indexOf(greatest(proof.findings)) : 0;
        return [{ section, index, proof, risk, weight: weightOf(proof, limits.lines) }];
      }),
    )
    .sort((one, other) => other.risk - one.risk || one.weight - other.weight);
  let failed = 0;
  for (const { section, index, proof } of candidates) {
    if (failed >= TRIES || room.left < LITTLE) return;
    const line = shown[section]?.lines.get(index);
    const diff = diffOf(proof, limits, room.left);
    if (line === undefined || diff === 'nothing more') continue;
    room.give(line);
    if (diff !== 'too large' && room.take(`<details open>${diff.text}`)) {
      shown[section]?.lines.delete(index);
      shown[section]?.diffs.set(index, diff);
    } else {
      room.take(line);
      failed++;
    }
  }
}

/** What is risky first, then what destroys, then all others. */
export function byRisk(proofs: readonly Proof[]): Ordered {
  const ranks: number[][] = [];
  for (const [index, { change, findings, revision }] of proofs.entries()) {
    const risk = RISKS.indexOf(greatest(findings));
    const destroys = change.action === 'delete' || (change.action === 'replace' && !revision);
    const rank = 2 * risk + (destroys ? 1 : 0);
    ranks[rank] ??= [];
    ranks[rank].push(index);
  }
  return { proofs, order: ranks.reverse().flat() };
}

/** Kept, since a comment is fitted again and again. */
const lines = new WeakMap<Proof, string>();

function lineOf(proof: Proof): string {
  const line = lines.get(proof) ?? sayLine(proof);
  lines.set(proof, line);
  return line;
}

function sayLine(proof: Proof): string {
  const { sign, address, what } = headOf(proof);
  // The sign says so: of a large plan more addresses fit.
  const said = what === 'create' || what === 'delete' ? '' : `: ${what}`;
  return cut(visible(`${sign} ${address}${said}`), WIDE);
}

function diffOf(proof: Proof, limits: Limits, room: number): Diff | 'too large' | 'nothing more' {
  const lines: string[] = [];
  let size = 0;
  for (const { sign, depth, text } of diffLines(proof)) {
    const line = cut(visible(`${sign} ${'  '.repeat(depth)}${text}`), WIDE);
    lines.push(line);
    size += line.length;
    if (lines.length > limits.lines || size > room) return 'too large';
  }
  if (lines.length === 0) return 'nothing more';
  const { sign, address, what } = headOf(proof);
  const said = proof.findings.filter(({ about, risk }) => about !== 'other' || risk !== 'none');
  const text = [
    `<summary>${htmlCode(`${sign} ${address}`)} ${htmlCode(what)}</summary>`,
    '',
    ...said.map((finding) => `- ${markdown(finding.words, { start: true })}`),
    ...(said.length > 0 ? [''] : []),
    fenced('diff', lines),
    '',
    '</details>',
  ].join('\n');
  return { text, lines: lines.length };
}

/** About how many lines a diff has, counted no further than to a limit. */
function weightOf({ fields }: Proof, limit: number): number {
  let weight = 0;
  const weigh = (value: Value | undefined, depth: number): void => {
    weight++;
    if (weight > limit || depth > 12) return;
    const inside = Array.isArray(value) ? value : isTree(value) ? Object.values(value) : [];
    for (const one of inside) {
      if (weight > limit) return;
      weigh(one, depth + 1);
    }
  };
  for (const { before, after } of fields) {
    if (weight > limit) break;
    weigh(before, 0);
    weigh(after, 0);
  }
  return weight;
}

/** The diffs of a section, in the order of the plan; small ones are open as long as they are few. */
export function diffBlocks({ diffs }: Shown, limits: Limits, open: { left: number }): string[] {
  return [...diffs.entries()]
    .sort(([one], [other]) => one - other)
    .map(([, { text, lines }]) => {
      const isOpen = lines <= limits.small && lines <= open.left;
      if (isOpen) open.left -= lines;
      return `<details${isOpen ? ' open' : ''}>${text}`;
    });
}

/** The one-line changes of a section. */
export function lineBlock({ lines }: Shown): string[] {
  if (lines.size === 0) return [];
  const sorted = [...lines.entries()].sort(([one], [other]) => one - other);
  return [
    fenced(
      'diff',
      sorted.map(([, line]) => line),
    ),
  ];
}
