/** What GitHub shows beside the lines of the files that are changed. */
import { RISKS, type Risk } from '../finding.ts';
import type { Row, Section } from '../review.ts';
import { cut, join, plain } from '../words.ts';
import { visible } from './escape.ts';
import { valuesOf } from './heads.ts';

/** A note on a line of a file. */
export interface Annotation {
  readonly kind: 'warning' | 'notice';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly title: string;
  readonly message: string;
}

/** GitHub shows no more of a kind in a step; with two kinds that stays below its 50 a job. */
const OF_A_KIND = 10;

/** In UTF-16 units; GitHub folds what is longer. */
const LONGEST = 500;

/** Notes on the changed lines, the riskiest first: medium and high risk warns. */
export function annotationsOf(sections: readonly Section[]): readonly Annotation[] {
  const rows = sections
    .flatMap((section) =>
      section.kind === 'failed'
        ? []
        : section.review.rows.map((row) => ({ row, environment: section.environment })),
    )
    .sort((one, other) => RISKS.indexOf(other.row.risk) - RISKS.indexOf(one.row.risk));
  const all = rows.flatMap(({ row, environment }) => annotate(row, environment));
  const of = (kind: Annotation['kind']): Annotation[] =>
    all.filter((annotation) => annotation.kind === kind).slice(0, OF_A_KIND);
  return [...of('warning'), ...of('notice')];
}

const KINDS: Readonly<Record<Risk, Annotation['kind']>> = {
  none: 'notice',
  low: 'notice',
  medium: 'warning',
  high: 'warning',
};

function annotate(row: Row, environment: string): Annotation[] {
  if (!row.place) return [];
  const { file, line, column } = row.place;
  const effects =
    row.effects.length > 0 ? plain(join(row.effects, '; ')) : 'changes nothing in AWS';
  const kind = KINDS[row.risk];
  const message = `${plain(valuesOf(row))}: ${effects}`;
  return [
    {
      kind,
      file,
      line,
      column,
      title: visible(cut(`${environment}: ${row.key}`, LONGEST)),
      message: visible(cut(message, LONGEST)),
    },
  ];
}
