/** What follows from a change, in words: one rule a concept, and a plain line for the rest. */
import type { Explain, Finding, Known, Subject } from '../finding.ts';
import { textOf } from '../value.ts';
import { explainAlerts } from './alerts.ts';
import { explainContainers } from './container.ts';
import { explainData } from './data.ts';
import { explainExpiry } from './expiry.ts';
import { explainHardware } from './hardware.ts';
import { explainImage } from './image.ts';
import { leaves } from './leaves.ts';
import { explainLife } from './life.ts';
import { explainNetwork } from './network.ts';
import { explainPermissions } from './permissions.ts';
import { explainPlain } from './plain.ts';
import { explainRevision } from './revision.ts';
import { explainSafety } from './safety.ts';
import { explainSchedule } from './schedule.ts';
import { explainTags } from './tags.ts';

/** All rules, in the order in which a reviewer wants to hear of them. */
export const EXPLAINERS: readonly Explain[] = [
  explainData,
  explainPermissions,
  explainSafety,
  explainExpiry,
  explainSchedule,
  explainImage,
  explainHardware,
  explainNetwork,
  explainContainers,
  explainAlerts,
  explainRevision,
  explainLife,
  explainTags,
];

/** All that is found in a change; what no rule tells, a plain line does. */
export const explain: Explain = (subject, known) => {
  const single = leaves(subject);
  if (goesWithBucket(subject, known)) return explainPlain(single, []);
  const found: Finding[] = [];
  for (const rule of EXPLAINERS) {
    const findings = rule(single, known);
    // Most rules have nothing to say of most changes.
    if (findings.length > 0) found.push(...spoken(findings));
  }
  found.push(...explainPlain(single, found));
  return found;
};

/** A setting of a bucket that goes as well protects nothing any more. */
function goesWithBucket({ change }: Subject, { gone }: Known): boolean {
  const bucket = textOf(change.before, 'bucket');
  const setting = change.action === 'delete' && change.type.startsWith('aws_s3_bucket_');
  return setting && bucket !== undefined && (gone?.has(bucket) ?? false);
}

/** What only goes with something else is told by that. */
function spoken(findings: readonly Finding[]): readonly Finding[] {
  if (!findings.some(({ silent }) => silent)) return findings;
  const [first, ...rest] = findings.filter(({ silent }) => !silent);
  if (!first) return [];
  const silent = findings.filter((one) => one.silent).flatMap(({ tells }) => tells);
  return [{ ...first, words: first.words, tells: [...first.tells, ...silent] }, ...rest];
}
