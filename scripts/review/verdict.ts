/** What is counted, and what is said of all of it in one line. */
import { count } from '../terminal.ts';
import { jobIn } from './addresses.ts';
import { isRevision } from './explain/revision.ts';
import { type Finding, greatest, RISKS } from './finding.ts';
import { sayMoney } from './money.ts';
import type { Change, OutputChange } from './plan.ts';
import type { Counts, Proof, Review } from './review.ts';
import { join, type Words } from './words.ts';

/** Counts addresses by what happens to them; one that is imported or moved may change as well. */
export function countChanges(
  changes: readonly Change[],
  outputs: readonly OutputChange[] = [],
): Counts {
  const counts = {
    create: 0,
    import: 0,
    change: 0,
    revision: 0,
    move: 0,
    replace: 0,
    destroy: 0,
    forget: 0,
    sensitivity: 0,
    output: outputs.length,
  };
  for (const change of changes) {
    const revision = isRevision(change);
    if (change.importing) counts.import++;
    if (change.previousAddress !== undefined) counts.move++;
    if (change.action === 'create') counts.create++;
    else if (change.action === 'delete') counts.destroy++;
    else if (change.action === 'forget') counts.forget++;
    else if (change.sensitivityOnly) counts.sensitivity++;
    else if (change.action === 'update' || revision) counts.change++;
    else if (change.action === 'replace') counts.replace++;
    if (revision) counts.revision++;
  }
  return counts;
}

/** Whether there is nothing to count. */
export function isEmpty(counts: Counts): boolean {
  return Object.values(counts).every((number: number) => number === 0);
}

const VERBS = {
  create: ['creates', 'created', 'to create'],
  import: ['imports', 'imported', 'to import'],
  change: ['changes', 'changed', 'to change'],
  replace: ['replaces', 'replaced', 'to replace'],
  destroy: ['destroys', 'destroyed', 'to destroy'],
  move: ['moves', 'moved', 'to move'],
  forget: ['forgets', 'forgotten', 'to forget'],
  output: ['changes outputs', 'outputs changed', 'outputs to change'],
  sensitivity: ['marks', 'marked as sensitive', 'to mark as sensitive'],
} as const;

/** What a reader looks for, and so reads also where it is none. */
const ALWAYS: readonly string[] = ['change', 'replace', 'destroy'];

/** `creates 2, changes 3 (1 new task revision), replaces 0, destroys 0`. */
export function sayCounts(counts: Counts): string {
  if (isEmpty(counts)) return 'no changes';
  return Object.entries(VERBS)
    .filter(([kind]) => counts[kind as keyof Counts] > 0 || ALWAYS.includes(kind))
    .map(([kind, [verb]]) => {
      const number = counts[kind as keyof Counts];
      const more = kind === 'change' ? sayRevisions(counts) : '';
      return `${verb} ${number}${kind === 'sensitivity' ? ' as sensitive, or no longer' : ''}${more}`;
    })
    .join(', ');
}

/** `43 created, 1 changed (1 new task revision)`; with `to`, `43 to create`. */
export function sayCountsOf(counts: Counts, tense: 'done' | 'to do'): string {
  const said = Object.entries(VERBS).flatMap(([kind, [, done, todo]]) => {
    const number = counts[kind as keyof Counts];
    const more = kind === 'change' ? sayRevisions(counts) : '';
    return number > 0 ? [`${number} ${tense === 'done' ? done : todo}${more}`] : [];
  });
  return said.join(', ') || 'no changes';
}

function sayRevisions({ revision }: Counts): string {
  if (revision === 0) return '';
  return ` (${count(revision, 'new task revision')})`;
}

/** What the verdict is made from. */
export interface VerdictProps {
  readonly counts: Counts;
  readonly proofs: readonly Proof[];
  readonly money: Review['money'];
  /** Actions that the apply runs beside all changes. @default 0 */
  readonly invocations?: number;
  /** What waits for another plan. @default 0 */
  readonly deferred?: number;
}

/** One line: the counts, whose permissions widen or narrow, the money. */
export function sayVerdict({
  counts,
  proofs,
  money,
  invocations = 0,
  deferred = 0,
}: VerdictProps): Words {
  const beside = [
    ...(invocations > 0 ? [`Runs ${count(invocations, 'action')}`] : []),
    ...(deferred > 0 ? [`Puts off ${count(deferred, 'change')} to a later plan`] : []),
  ];
  const sentences: Words[] = [
    // Whoever runs actions alone would be said to change nothing.
    ...(isEmpty(counts) && beside.length > 0 ? [] : [[sayCounts(counts)]]),
    ...beside.map((one) => [one]),
    ...sayPermissions(proofs),
    ...(money ? [[sayMoney(money)]] : []),
  ];
  return join(
    sentences.filter(([first]) => first !== ''),
    '. ',
  );
}

function sayPermissions(proofs: readonly Proof[]): Words[] {
  const owned = {
    widened: new Set<string>(),
    narrowed: new Set<string>(),
    changed: new Set<string>(),
  };
  for (const { change, findings } of proofs)
    for (const { permissions = 'same' } of findings) {
      // What is new narrows nothing that was there.
      const nothing = permissions === 'narrowed' && change.action === 'create';
      if (permissions !== 'same' && !nothing) owned[permissions].add(ownerOf(change.address));
    }
  return (['widened', 'narrowed', 'changed'] as const).flatMap((direction) => {
    const owners = owned[direction];
    if (owners.size === 0) return [];
    const verb = { widened: 'Widens', narrowed: 'Narrows', changed: 'Changes' }[direction];
    const jobs = [...owners].filter((owner) => owner.startsWith('job ')).length;
    const others = owners.size - jobs;
    const whose = [
      ...(jobs > 0 ? [`of ${count(jobs, 'job')}`] : []),
      ...(others > 0 ? [`in ${count(others, 'resource')}`] : []),
    ];
    return [[`${verb} permissions ${whose.join(' and ')}`]];
  });
}

/** Whose permissions an address holds: a job's, whichever of its roles, or its own. */
function ownerOf(address: string): string {
  const job = jobIn(address);
  return job === undefined ? address : `job ${job}`;
}

/** The greatest risk of all findings, with each reason once, the greatest first. */
export function riskOf(findings: readonly Finding[]): Review['risk'] {
  const reasons = new Map(RISKS.slice(1).map((risk) => [risk, new Set<string>()]));
  for (const { risk, reason } of findings) if (reason !== undefined) reasons.get(risk)?.add(reason);
  const sorted = [...reasons.values()].reverse().flatMap((own) => [...own]);
  // What only takes permissions away is no reason to look, unless there is no other.
  const narrows = findings.some(({ permissions }) => permissions === 'narrowed');
  const other = sorted.length === 0 && narrows ? ['narrows permissions'] : [];
  return { level: greatest(findings), reasons: [...new Set([...sorted, ...other])] };
}
