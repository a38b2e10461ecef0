/** A plan, and the files it was made from, as a review. */
import { putBack } from '../../environments/model/changed-keys.ts';
import type { Attribution } from './attribute.ts';
import { compare, setsTags } from './compare.ts';
import { changesOf, keyAsChange, keyValue } from './counterfactual.ts';
import { subject } from './diff.ts';
import { type Drifted, drifted } from './drifted.ts';
import { explain } from './explain/index.ts';
import { isRevision } from './explain/revision.ts';
import { attributionOf, billOf, causeOf, type Files, moneyOf, originOf } from './files.ts';
import type { Finding, Known } from './finding.ts';
import { firstFindings } from './first.ts';
import { hide } from './hide/hide.ts';
import { offlinePlan } from './offline.ts';
import type { Change, MarkedPlan, Plan } from './plan.ts';
import { unattributed } from './rest.ts';
import type { Proof, Provenance, Review, Row } from './review.ts';
import { rowOf } from './rows.ts';
import { textOf } from './value.ts';
import { countChanges, riskOf, sayVerdict } from './verdict.ts';

/** What a review is made from. */
export interface ReviewProps {
  /** @default - what the files differ in: neither AWS nor Terraform was asked */
  readonly plan?: MarkedPlan;
  readonly now: Date;
  /** @default - a plan of somebody else: no key is known */
  readonly files?: Files | undefined;
  /** Names whose values are hidden, beside those that look secret. @default none */
  readonly hidden?: readonly string[];
  readonly provenance?: Provenance;
  /** Commits that images were built from, by the images' digests. @default none is known */
  readonly commits?: ReadonlyMap<string, string>;
}

/** Reviews a plan. Whatever it says is hidden where it must be. */
export function review({
  plan: given,
  now,
  files,
  hidden = [],
  provenance = {},
  commits,
}: ReviewProps): Review {
  const attribution = files && attributionOf(files);
  const marked = given ?? offlineOf(files, attribution);
  const names = [files?.after, files?.compared?.before].flatMap(
    (side) => side?.settings.review.hide ?? [],
  );
  const { plan, effects, values } = hideAll(marked, attribution, [...names, ...hidden]);
  const known: Known = {
    now,
    ...(files && { environment: files.after.environment }),
    ...(files?.compared?.before && { before: files.compared.before.environment }),
    ...(commits && { commits }),
    gone: goneBuckets(plan),
  };
  const proofs = plan.changes.map((change) => proofOf(change, known));
  const told = effects.map((some) =>
    some.map((change) => {
      const shared = attribution?.shared.has(change.address) ?? false;
      return proofOf(change, shared ? { ...known, against: 'without a line' } : known);
    }),
  );
  const drift = drifted(plan);
  const counts = countChanges(plan.changes, plan.outputs);
  const money = files && moneyOf(files, now);
  const first = firstFindings(proofs, plan);
  return {
    ...(files && { environment: files.after.environment.name, file: files.after.file }),
    verdict: sayVerdict({
      counts,
      proofs,
      money,
      invocations: plan.invocations.length,
      deferred: plan.deferred.length,
    }),
    // A key's effect may be known although the plan doesn't know it before the apply.
    risk: riskOf([
      ...first,
      ...[...proofs, ...told.flat()].flatMap(({ findings }) => findings),
      ...undone(drift),
    ]),
    counts,
    ...(given && { terraform: plan.counts }),
    first,
    rows:
      attribution && files
        ? rowsOf(files, attribution, {
            effects: told,
            values,
            now,
            total: money?.after,
            tagged: given ? countTagged(proofs) : 'every',
          })
        : [],
    unattributed: unattributed({
      proofs,
      known,
      attribution,
      keyed: told.flat(),
      drifted: drift.addresses,
      otherwise: files && causeOf(files),
    }),
    proofs,
    outputs: plan.outputs,
    checks: plan.checks,
    drift: drift.summary,
    ...(money && { money }),
    provenance: {
      ...(plan.terraformVersion !== undefined && { terraformVersion: plan.terraformVersion }),
      ...provenance,
    },
  };
}

/** Names of buckets that the plan destroys. */
function goneBuckets({ changes }: Plan): ReadonlySet<string> {
  const buckets = changes.filter(
    ({ action, type }) => action === 'delete' && type === 'aws_s3_bucket',
  );
  return new Set(buckets.flatMap(({ before }) => textOf(before, 'bucket') ?? []));
}

/** Somebody may have meant what they did by hand. */
function undone({ summary }: Drifted): Finding[] {
  const risk = { risk: 'low', reason: 'undoes a change by hand' } as const;
  return summary.touched.map((said) => ({ about: 'other', words: said, tells: [], ...risk }));
}

/** The files' own difference as a plan. */
function offlineOf(files: Files | undefined, attribution: Attribution | undefined): MarkedPlan {
  if (!files || !attribution) throw new Error('neither a plan nor files to compare');
  const { after } = attribution;
  const retain = files.after.environment.removalPolicy === 'retain';
  // All of a new environment is new, not just what its jobs add.
  if (!files.compared?.before)
    return offlinePlan({
      blocks: compare(undefined, after).values(),
      before: undefined,
      after,
      retain,
    });
  return offlinePlan({ ...attribution, blocks: attribution.blocks.values(), retain });
}

interface HiddenAll {
  readonly plan: Plan;
  /** Of each changed key, the changes that follow from it alone. */
  readonly effects: readonly (readonly Change[])[];
  /** Of each changed key, its own values as a change. */
  readonly values: readonly Change[];
}

/** All at once, so that what is secret in one place is hidden in every other. */
function hideAll(
  marked: MarkedPlan,
  attribution: Attribution | undefined,
  names: readonly string[],
): HiddenAll {
  const planned = new Map(
    marked.changes.flatMap((change) =>
      change.deposed === undefined ? [[change.address, change] as const] : [],
    ),
  );
  const keys = attribution?.effects ?? [];
  const effects = keys.map((effect) => changesOf(effect, planned));
  const values = keys.map(({ change }) => keyAsChange(change));
  const plan = hide(
    { ...marked, changes: [...marked.changes, ...effects.flat(), ...values] },
    { names },
  );
  const all = [...plan.changes];
  const take = (number: number): Change[] => all.splice(0, number);
  return {
    plan: { ...plan, changes: take(marked.changes.length) },
    effects: effects.map(({ length }) => take(length)),
    values: take(values.length),
  };
}

function proofOf(change: Change, known: Known): Proof {
  const one = subject(change);
  const { fields } = one;
  return { change, fields, findings: explain(one, known), revision: isRevision(change) };
}

/** What rows are made from, beside the files. */
interface RowsProps {
  /** Of each changed key, what it does. */
  readonly effects: readonly (readonly Proof[])[];
  /** Of each changed key, its own values as a change. */
  readonly values: readonly Change[];
  readonly now: Date;
  /** USD a month, of the files as they are. */
  readonly total: number | undefined;
  /** Resources that other tags are given to. */
  readonly tagged: number | 'every';
}

function rowsOf(
  files: Files,
  { effects: keys }: Attribution,
  { effects, values, now, total, tagged }: RowsProps,
): Row[] {
  const { compared, after } = files;
  return keys.map(({ change, blocks }, index) => {
    const without = billOf(files, after.complete(putBack(after.settings, change)), now);
    const hidden = values[index];
    return rowOf({
      change,
      before: keyValue(hidden?.before, change.path),
      after: keyValue(hidden?.after, change.path),
      origin: originOf(change, compared?.before, after),
      effects: effects[index] ?? [],
      tagged: blocks.some(setsTags) ? tagged : undefined,
      deltaUsd: total === undefined || !without ? undefined : total - without.total.usd,
      addresses: blocks.map(({ address }) => address),
    });
  });
}

/** Resources whose tags change. */
function countTagged(proofs: readonly Proof[]): number {
  return proofs.filter(({ fields }) => fields.some(({ path }) => path[0] === 'tags_all')).length;
}
