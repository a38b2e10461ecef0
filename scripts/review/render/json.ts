/** A review as JSON, for scripts: members are added, none is renamed. */
import { type Finding, sayFindings } from '../finding.ts';
import { type Path, UNKNOWN, type Value } from '../plan.ts';
import type { Proof, Review } from '../review.ts';
import { plain, type Words } from '../words.ts';
import { headOf } from './heads.ts';

/**
 * The review with all words as plain text. What is hidden is `"(hidden)"`, what is known after the
 * apply `"(known after apply)"`; `before` or `after` is missing where there was or is nothing.
 */
export function toJson(review: Review) {
  const { verdict, first, rows, unattributed, proofs, outputs, drift, ...same } = review;
  return {
    ...same,
    verdict: plain(verdict),
    first: first.map(finding),
    rows: rows.map(({ from, to, effects, ...row }) => ({
      ...row,
      ...(from && { from: plain(from) }),
      ...(to && { to: plain(to) }),
      effects: effects.map(plain),
    })),
    unattributed: unattributed.map(({ cause, effects }) => ({
      cause: plain(cause),
      effects: effects.map(({ address, findings }) => ({
        address,
        words: sayFindings(findings).map(plain),
      })),
    })),
    changes: proofs.map(change),
    outputs: outputs.map(({ before, after, ...output }) => ({
      ...output,
      ...sides(before, after),
    })),
    drift: { touched: drift.touched.map((text: Words) => plain(text)), elsewhere: drift.elsewhere },
  };
}

/**
 * JSON as a text. It says what the data says, but in a terminal it hides nothing, and in a job's
 * log it is no command to GitHub's runner.
 */
export function jsonText(data: object): string {
  return JSON.stringify(data, null, 2)
    .replaceAll('##[', '#\\u0023[')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (found) => (found === '\n' ? found : escaped(found)));
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

function finding({ about, words, risk, reason, permissions }: Finding) {
  return {
    about,
    words: plain(words),
    risk,
    ...(reason !== undefined && { reason }),
    ...(permissions && { permissions }),
  };
}

function change(proof: Proof) {
  const { address, previousAddress, deposed, type, action, order, reason, sensitivityOnly } =
    proof.change;
  return {
    address,
    type,
    action,
    revision: proof.revision,
    what: headOf(proof).what,
    ...(order && { order }),
    ...(reason !== undefined && { reason }),
    ...(previousAddress !== undefined && { previousAddress }),
    ...(deposed !== undefined && { deposed }),
    ...(proof.change.importing && { importing: proof.change.importing }),
    sensitivityOnly,
    findings: proof.findings.map(finding),
    fields: proof.fields.map(({ path, before, after, forces }) => ({
      path: path as Path,
      ...sides(before, after),
      ...(after === UNKNOWN && { known: 'after apply' as const }),
      forces,
    })),
  };
}

function sides(before: Value | undefined, after: Value | undefined) {
  return { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}
