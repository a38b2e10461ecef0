/** What a reviewer decides on, in Markdown: each line apart, for some may be left out. */
import { greatest, type Risk, sayFindings } from '../finding.ts';
import type { Review, Row } from '../review.ts';
import { join, quote, type Words } from '../words.ts';
import { code, markdown } from './escape.ts';
import { outputLine, placeOf, valuesOf } from './heads.ts';
import type { Limits } from './room.ts';

/** The lists of a section that lines may be left out of. */
export type List = 'first' | 'rows' | 'drift' | 'rest' | 'outputs' | 'checks';

/** A line of a list. */
export interface Line {
  readonly list: List;
  /** Its place among all there are. */
  readonly index: number;
  /** Lines of lower ranks go first when there isn't room for all. */
  readonly rank: number;
  readonly text: string;
  /** What unites some lines of a list: their cause. */
  readonly group?: string;
}

const SIGNS: Readonly<Record<Risk, string>> = { none: '', low: '', medium: '⚠️ ', high: '🛑 ' };
const RANKS: Readonly<Record<Risk, number>> = { none: 2.2, low: 2.2, medium: 2.1, high: 2 };

/** The lines of a section, as many of each list as may be shown. */
export function linesOf(review: Review, limits: Limits, link: LineLink): Line[] {
  const { first, drift, outputs, checks } = review;
  return [
    ...first.slice(0, limits.first).map(({ words: text, risk }, index) => ({
      list: 'first' as const,
      index,
      rank: 1,
      text: `- ${SIGNS[risk]}${markdown(text, { start: true })}`,
    })),
    ...rowLines(review, limits, link),
    ...drift.touched.slice(0, limits.drift).map((text, index) => ({
      list: 'drift' as const,
      index,
      rank: 3,
      text: `- ${markdown(text, { start: true })}`,
    })),
    ...restLines(review, limits),
    ...outputs.slice(0, limits.outputs).map((output, index) => ({
      list: 'outputs' as const,
      index,
      rank: 5,
      text: `- ${code(output.name)}: ${code(outputLine(output))}`,
    })),
    ...checks.slice(0, limits.checks).map(({ address, status, problems }, index) => ({
      list: 'checks' as const,
      index,
      rank: 5,
      text: `- ${code(address)} ${status === 'unknown' ? 'is known after the apply' : `${status}s`}${problems.map((problem) => `: ${code(problem)}`).join('')}`,
    })),
  ];
}

/** The address of a line of a file; undefined where none is known. */
export type LineLink = (place: NonNullable<Row['place']>) => string | undefined;

function rowLines({ rows, file }: Review, limits: Limits, link: LineLink): Line[] {
  const lines = rows.map((row, index) => {
    const permissions = row.key.split('.').some((step) => step.startsWith('permissions'));
    const rank = permissions ? Math.min(RANKS[row.risk], 2.1) : RANKS[row.risk];
    return { row, index, rank };
  });
  return lines
    .sort((one, other) => one.rank - other.rank)
    .slice(0, limits.rows)
    .map(({ row, index, rank }) => ({ list: 'rows', index, rank, text: rowLine(row, file, link) }));
}

function rowLine(row: Row, file: string | undefined, link: LineLink): string {
  const cell = { cell: true };
  const place = placeOf(row, file);
  const address = row.place && link(row.place);
  const said = place === undefined ? '' : markdown([place], cell);
  const where = address === undefined ? said : `[${said}](${address})`;
  const effects = row.effects.length > 0 ? row.effects : [['changes nothing in AWS']];
  const told = effects.map((one) => markdown(one, cell)).join('<br>');
  return `| ${code(row.key, cell)}${where && ` (${where})`} | ${markdown(valuesOf(row), cell)} | ${SIGNS[row.risk]}${told} |`;
}

/** What no changed line explains: what is risky first. */
function restLines({ unattributed }: Review, limits: Limits): Line[] {
  let index = 0;
  return unattributed
    .flatMap(({ cause, effects }) =>
      effects.map(({ address, findings }) => {
        const rank = RANKS[greatest(findings)];
        return { cause, address, findings, rank, index: index++ };
      }),
    )
    .sort((one, other) => one.rank - other.rank)
    .slice(0, limits.rest)
    .map(({ cause, address, findings, rank, index }) => ({
      list: 'rest',
      index,
      rank: rank <= 2.1 ? rank : 3,
      text: `- ${markdown(effect(address, sayFindings(findings)))}`,
      group: cause.length > 0 ? markdown(cause) : '',
    }));
}

function effect(address: string | undefined, said: readonly Words[]): Words {
  if (address === undefined) return join(said, '; ');
  return said.length === 0 ? [quote(address)] : [quote(address), ': ', ...join(said, '; ')];
}

/** The head of the table of rows. */
export function tableHead(file: string | undefined): string[] {
  const changed = file === undefined ? 'changed' : `changed in ${code(file, { cell: true })}`;
  return [`| ${changed} | from → to | effect |`, '| --- | --- | --- |'];
}
