/** Who may do what now, and who no longer. */
import type { Explain, Finding } from '../finding.ts';
import type { Change } from '../plan.ts';
import { textOf } from '../value.ts';
import { attachments, boundaries } from './permissions/attachments.ts';
import { accessBlocks, accessLists, openPorts } from './permissions/exposure.ts';
import { gives } from './permissions/gives.ts';
import { openings } from './permissions/openings.ts';
import { ranges } from './permissions/ranges.ts';
import { statements } from './permissions/statements.ts';

/** What says something of permissions. */
const RULES: readonly Explain[] = [
  statements,
  attachments,
  boundaries,
  accessBlocks,
  accessLists,
  openPorts,
  openings,
  ranges,
  gives,
];

/**
 * What a change does to permissions: one finding for what is allowed now and one for what isn't
 * any longer, each with its own direction, and one for each thing that a reviewer must not
 * overlook. A policy in another spelling or order is the same, and nothing is said of it.
 */
export const explainPermissions: Explain = ({ change, fields }, known) => {
  const found: Finding[] = [];
  for (const side of sidesOf(change)) {
    const subject = { change: side, fields };
    for (const rule of RULES) found.push(...rule(subject, known));
  }
  return found;
};

/** A policy that moves to another holder goes from one and comes to another. */
function sidesOf(change: Change): readonly Change[] {
  const moves =
    change.type.startsWith('aws_iam_') &&
    /(policy|attachment)$/.test(change.type) &&
    ['role', 'user', 'group'].some((name) => {
      const [from, to] = [textOf(change.before, name), textOf(change.after, name)];
      return from !== undefined && to !== undefined && from !== to;
    });
  if (!moves) return [change];
  const { before: _before, ...comes } = change;
  const { after: _after, ...goes } = change;
  return [comes, goes];
}
