import { subject } from '../../scripts/review/diff.ts';
import { explain } from '../../scripts/review/explain/index.ts';
import type { Finding, Known } from '../../scripts/review/finding.ts';
import type { Action, Change, Value } from '../../scripts/review/plan.ts';
import { plain } from '../../scripts/review/words.ts';

export const NOW = new Date('2026-11-24T00:00:00Z');

/** A change of one resource; its action follows from what there is. */
export function changeOf(
  type: string,
  before: Value | undefined,
  after: Value | undefined,
  over: Partial<Change> = {},
): Change {
  const action: Action =
    before === undefined ? 'create' : after === undefined ? 'delete' : 'update';
  return {
    address: `${type}.it`,
    type,
    name: 'it',
    provider: 'registry.terraform.io/hashicorp/aws',
    action,
    forcedBy: [],
    sensitivityOnly: false,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...over,
  };
}

/** What is found in a change. */
export function explained(change: Change, known: Partial<Known> = {}): readonly Finding[] {
  return explain(subject(change), { now: NOW, ...known });
}

/** What is said of a change, without what is quoted being told from the rest. */
export function said(change: Change, known: Partial<Known> = {}): string[] {
  return explained(change, known).map(({ words }) => plain(words));
}
