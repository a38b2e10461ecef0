/** The review for a terminal: what one decides on, then the diffs. */
import { styleText } from 'node:util';
import { count, paint } from '../../terminal.ts';
import { type Risk, sayFindings } from '../finding.ts';
import type { Proof, Review, Section } from '../review.ts';
import { cut, join, type Words } from '../words.ts';
import { visible } from './escape.ts';
import type { DiffLine } from './field-lines.ts';
import { facts, headOf, isQuiet, outputLine, placeOf, riskLine, valuesOf } from './heads.ts';
import { diffLines } from './lines.ts';

/** How a review is shown. */
export interface TerminalOptions {
  /** @default whether standard output shows colours */
  readonly colour?: boolean;
  /** Columns; longer lines of diffs are cut. @default 120 */
  readonly width?: number;
  /** Show all diffs, however many lines they have. @default false: as many as fit a screen */
  readonly full?: boolean;
}

/** Lines of diffs that fit a screen. */
const SCREEN = 40;

type Style = Parameters<typeof styleText>[0];

/** All that is needed to write lines. */
interface Pen {
  readonly width: number;
  readonly full: boolean;
  paint(style: Style, text: string): string;
}

/** The lines of a review. Nothing in them steers the terminal but the colours. */
export function renderTerminal(
  sections: readonly Section[],
  { colour, width = 120, full = false }: TerminalOptions = {},
): string[] {
  const pen: Pen = {
    // All is all: what is cut could be what one looks for.
    width: full ? Number.POSITIVE_INFINITY : Math.max(40, width),
    full,
    paint: painter(colour),
  };
  return sections.flatMap((section, index) => [
    ...(index > 0 ? [''] : []),
    ...(section.kind === 'failed' ? failedLines(section, pen) : reviewLines(section, pen)),
  ]);
}

function painter(colour: boolean | undefined): Pen['paint'] {
  if (colour === undefined) return paint;
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

function failedLines(
  { environment, message }: Extract<Section, { kind: 'failed' }>,
  { paint }: Pen,
): string[] {
  return [
    paint(['bold', 'red'], `${visible(environment)}: plan failed`),
    ...message.split(/\r?\n/).map((line) => `  ${visible(line)}`),
  ];
}

const STYLES: Readonly<Record<Risk, Style>> = {
  none: 'reset',
  low: 'green',
  medium: 'yellow',
  high: ['bold', 'red'],
};

function reviewLines(
  { environment, review }: Extract<Section, { kind: 'review' }>,
  pen: Pen,
): string[] {
  const { paint } = pen;
  const { risk, verdict, first, rows, drift, outputs, checks } = review;
  const name = environment === '' ? '' : `${visible(environment)}: `;
  if (isQuiet(review)) return [`${paint('bold', `${name}no changes`)}`, ...factLines(review, pen)];
  return [
    paint('bold', name + text(verdict)),
    ...(risk.level === 'none' ? [] : [paint(STYLES[risk.level], visible(riskLine(review)))]),
    ...first.map((one) => `  ${paint(STYLES[one.risk], '!')} ${text(one.words)}`),
    ...rows.flatMap((row) => rowLines(row, review, pen)),
    ...restLines(review, pen),
    ...titled(
      'changed outside Terraform',
      drift.touched.map((one) => text(one)),
    ),
    ...proofLines(review.proofs, pen),
    ...titled(
      'outputs',
      outputs.map((output) => cut(visible(`${output.name}: ${outputLine(output)}`), pen.width)),
    ),
    ...titled(
      'checks',
      checks.map(({ address, status, problems }) =>
        visible([`${address}: ${status}`, ...problems].join('; ')),
      ),
    ),
    '',
    ...factLines(review, pen),
  ];
}

function rowLines(row: Review['rows'][number], { file }: Review, pen: Pen): string[] {
  const place = placeOf(row, file);
  const where = place === undefined ? '' : pen.paint('dim', `  (${visible(place)})`);
  const effects = row.effects.length > 0 ? row.effects : [['changes nothing in AWS']];
  // Colours alone don't tell it: there may be none.
  const sign =
    row.risk === 'medium' || row.risk === 'high' ? pen.paint(STYLES[row.risk], '!') : ' ';
  return [
    `${sign} ${pen.paint('cyan', visible(row.key))}: ${text(valuesOf(row))}${where}`,
    ...effects.map((one) => `      ${pen.paint(STYLES[row.risk], text(one))}`),
  ];
}

/** Of what no line explains, so many are told one by one. */
const REST = 10;

function restLines({ unattributed, rows }: Review, pen: Pen): string[] {
  return unattributed.flatMap(({ cause, effects }) => {
    const shown = pen.full ? effects : effects.slice(0, REST);
    const more = effects.length - shown.length;
    const title = rows.length > 0 ? 'not from a changed line' : 'what changes';
    return titled(cause.length > 0 ? `${title} (${text(cause)})` : title, [
      ...shown.map(({ address, findings }) =>
        [
          ...(address === undefined ? [] : [visible(address)]),
          ...sayAll(sayFindings(findings)),
        ].join(': '),
      ),
      ...(more > 0 ? [`and ${count(more, 'more change')}`] : []),
    ]);
  });
}

function sayAll(words: readonly Words[]): string[] {
  return words.length === 0 ? [] : [text(join(words, '; '))];
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

const COLOURS: Readonly<Record<Exclude<DiffLine['sign'], ' '>, Style>> = {
  '+': 'green',
  '-': 'red',
  '!': 'yellow',
  '#': 'dim',
};

/** All heads, and below them the diffs as long as a screen holds them. */
function proofLines(proofs: readonly Proof[], pen: Pen): string[] {
  const lines: string[] = [];
  let [room, left] = [pen.full ? Number.POSITIVE_INFINITY : SCREEN, 0];
  for (const [index, proof] of proofs.entries()) {
    if (!pen.full && index >= SCREEN) {
      lines.push(`  and ${count(proofs.length - index, 'more change')}`);
      left += proofs.length - index;
      break;
    }
    const { sign, address, what } = headOf(proof);
    lines.push(`  ${visible(sign)} ${pen.paint('bold', visible(address))}: ${visible(what)}`);
    const diff = [];
    for (const line of diffLines(proof)) {
      diff.push(diffLine(line, pen));
      if (diff.length > room) break;
    }
    if (diff.length > room) left++;
    else lines.push(...diff);
    room -= diff.length > room ? 0 : diff.length;
  }
  if (lines.length === 0) return [];
  const note =
    left > 0 ? [pen.paint('dim', `  ${count(left, 'diff')} left out: --full shows all`)] : [];
  return ['', ...lines, ...note];
}

function diffLine({ sign, depth, text: said }: DiffLine, { paint, width }: Pen): string {
  const line = cut(visible(`      ${sign} ${'  '.repeat(depth)}${said}`), width);
  return sign === ' ' ? line : paint(COLOURS[sign], line);
}

function factLines(review: Review, pen: Pen): string[] {
  return facts(review).map((fact) => pen.paint('dim', text(fact)));
}

function text(words: Words): string {
  return words.map((part) => visible(typeof part === 'string' ? part : part.quoted)).join('');
}
