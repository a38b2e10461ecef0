/** One environment's part of a comment, block by block. */

import { count } from '../../terminal.ts';
import { RISKS } from '../finding.ts';
import type { Review, Section } from '../review.ts';
import { cut, join } from '../words.ts';
import { bold, code, fenced, markdown, visible } from './escape.ts';
import { facts, isQuiet, riskLine } from './heads.ts';
import { leftOut } from './left-out.ts';
import { type Line, type List, tableHead } from './parts.ts';
import { lineBlock, type Shown } from './proofs.ts';

type Reviewed = Extract<Section, { kind: 'review' }>;
type Failed = Extract<Section, { kind: 'failed' }>;

/** Sections in the order of what must be looked at: failed, risky, the rest; apart, what changes nothing. */
export function byUrgency(sections: readonly Section[]): {
  readonly failed: readonly Failed[];
  readonly reviews: readonly Reviewed[];
  readonly quiet: readonly Reviewed[];
} {
  const reviewed = sections.filter((section) => section.kind === 'review');
  const risk = ({ review }: Reviewed): number => RISKS.indexOf(review.risk.level);
  return {
    failed: sections.filter((section) => section.kind === 'failed'),
    reviews: reviewed
      .filter(({ review }) => !isQuiet(review))
      .sort((one, other) => risk(other) - risk(one)),
    quiet: reviewed.filter(({ review }) => isQuiet(review)),
  };
}

/** Lines of a message that are shown. */
const MESSAGE = { lines: 30, width: 300 };

/** Why there is no review. */
export function failedBlock({ environment, message }: Failed, several: boolean): string {
  const lines = message.split(/\r?\n/).slice(0, MESSAGE.lines);
  return [
    several
      ? `### ${markdown([`${environment}: plan failed`])}`
      : bold([`${environment}: plan failed`]),
    fenced(
      'text',
      lines.map((line) => cut(visible(line), MESSAGE.width)),
    ),
  ].join('\n\n');
}

/** Environments in which nothing changes, in one line. */
export function quietLine(sections: readonly Reviewed[]): string {
  if (sections.length === 0) return '';
  const names = sections.map(({ environment, review }) => {
    const { elsewhere } = review.drift;
    const drift = elsewhere > 0 ? ` (${elsewhere} changed outside Terraform)` : '';
    return environment === '' ? drift : ` ${code(environment)}${drift}`;
  });
  const named = sections.some(({ environment }) => environment !== '');
  return `No changes${named ? ':' : ''}${names.join(',')}`;
}

/** What is always said of an environment. */
export interface Frame {
  readonly head: string;
  readonly end: string;
}

/** The verdict with its risk, and the facts after all. */
export function frameOf({ environment, review }: Reviewed, several: boolean): Frame {
  const head =
    several && environment !== ''
      ? [`### ${markdown([environment])}`, bold(review.verdict)]
      : [bold(environment === '' ? review.verdict : [`${environment}: `, ...review.verdict])];
  return { head: head.join('\n\n'), end: markdown(join(facts(review), ' · '), { start: true }) };
}

/** What a section is made of. */
export interface SectionProps {
  readonly review: Review;
  readonly frame: Frame;
  readonly lines: readonly Line[];
  readonly shown: Shown;
  readonly diffs: readonly string[];
  readonly run: string | undefined;
}

/** The blocks of a section: decisions, what is left out, diffs, the rest. */
export function sectionBlocks(props: SectionProps): readonly string[] {
  const { review, frame, lines, shown, diffs } = props;
  const of = (list: List): Line[] =>
    lines.filter((line) => line.list === list).sort((one, other) => one.index - other.index);
  return [
    frame.head,
    riskBlock(review, of('first')),
    rowBlock(review, of('rows')),
    ...restBlocks(review, of('rest'), shown),
    listBlock('Changed outside Terraform:', of('drift')),
    leftOut(props),
    ...diffs,
    ...lineBlock(shown),
    listBlock('Outputs:', of('outputs')),
    listBlock('Checks:', of('checks')),
    frame.end,
  ];
}

/** GitHub shows these as boxes, in the colour of their kind. */
const ALERTS = { none: undefined, low: undefined, medium: 'WARNING', high: 'CAUTION' } as const;

function riskBlock(review: Review, first: readonly Line[]): string {
  const { level } = review.risk;
  if (level === 'none' && first.length === 0) return '';
  const said = [
    bold([riskLine(review)]),
    ...(first.length > 0 ? [''] : []),
    ...first.map(({ text }) => text),
  ];
  const alert = ALERTS[level];
  if (alert === undefined) return said.join('\n');
  return [`[!${alert}]`, ...said].map((line) => `> ${line}`.trimEnd()).join('\n');
}

function rowBlock({ file }: Review, rows: readonly Line[]): string {
  if (rows.length === 0) return '';
  return [...tableHead(file), ...rows.map(({ text }) => text)].join('\n');
}

function restBlocks(
  { rows, unattributed, proofs }: Review,
  lines: readonly Line[],
  shown: Shown,
): string[] {
  const groups = new Map<string, Line[]>();
  const byRisk = lines.toSorted((one, other) => one.rank - other.rank);
  for (const line of byRisk) {
    const group = groups.get(line.group ?? '') ?? [];
    group.push(line);
    groups.set(line.group ?? '', group);
  }
  const all = unattributed.reduce((sum, { effects }) => sum + effects.length, 0);
  const more = all - lines.length;
  const blocks = [...groups].map(([cause, group]) => {
    const title = rows.length > 0 ? 'Not from a changed line' : 'What changes';
    return listBlock(`${title}${cause === '' ? '' : ` (${cause})`}:`, group);
  });
  if (more === 0 || lines.length === 0) return blocks;
  const below = shown.diffs.size + shown.lines.size === proofs.length ? ', all of them below' : '';
  return [...blocks, `and ${count(more, 'more change')}${below}`];
}

function listBlock(title: string, lines: readonly Line[]): string {
  if (lines.length === 0) return '';
  return [title, '', ...lines.map(({ text }) => text)].join('\n');
}
