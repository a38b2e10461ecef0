/** What is made anew: why, in which order, and what that means for what runs. */
import type { Explain, Risk } from '../finding.ts';
import type { Change, Path } from '../plan.ts';
import { quote, type Words, words } from '../words.ts';
import { at } from './at.ts';
import { contentOf, kindOf } from './kinds.ts';
import { series } from './permissions/arn-words.ts';
import { finding } from './say.ts';

/** Kinds that stand for a program that is run again. */
const RUNS_AGAIN = ['null_resource', 'terraform_data'];

export const explainRevision: Explain = ({ change }) => {
  if (change.action !== 'replace') return [];
  if (change.type === 'aws_ecs_task_definition' && !change.oldForgotten) return [revision(change)];
  // What is lost with it is said by another rule, with the reason.
  if (contentOf(change) !== undefined && !change.oldForgotten) return [];
  const said = words`${kindOf(change.type)} is replaced${why(change)}; ${order(change)}`;
  return [finding('revision', said, [], riskOf(change))];
};

/** Whether it is a new revision beside the old one: a change, though Terraform calls it a replacement. */
export function isRevision({ action, type, after }: Change): boolean {
  return (
    action === 'replace' && type === 'aws_ecs_task_definition' && at(after, 'skip_destroy') === true
  );
}

function revision(change: Change) {
  if (!isRevision(change))
    return finding(
      'revision',
      () =>
        words`new task revision${why(change)}; the old one is deregistered: nothing can start from it any more`,
      [],
      ['low', 'deregisters a task revision'],
    );
  return finding(
    'revision',
    () => words`new task revision: the next run uses it; a run in progress keeps the old one`,
    [],
  );
}

/** Why something is made anew, by Terraform's reason. */
export function why({ reason, forcedBy }: Change): Words {
  switch (reason) {
    case 'replace_because_tainted':
      return words`, since it is tainted: it may be only half created`;
    case 'replace_by_request':
      return words`, since somebody asked for it with ${quote('-replace')}`;
    case 'replace_by_triggers':
      return words`, since something it depends on changes (${quote('replace_triggered_by')})`;
    default:
      return forcedBy.length === 0
        ? []
        : words`, since ${forcing(forcedBy)} can't be changed in place`;
  }
}

function forcing(paths: readonly Path[]): Words {
  const names = [...new Set(paths.map((path) => String(path.find((step) => step !== '') ?? 'it')))];
  const shown = names.slice(0, 3).map((name) => [quote(name)]);
  return series(names.length > 3 ? [...shown, [`${names.length - 3} more`]] : shown);
}

function order({ order: first, oldForgotten }: Change): string {
  if (oldForgotten) return 'the old one stays as it is, no longer managed';
  return first === 'create first'
    ? 'the new one is created before the old one is destroyed'
    : 'the old one is destroyed before the new one is created';
}

function riskOf({ type, order: first, oldForgotten }: Change): readonly [Risk, string] {
  if (oldForgotten) return ['low', 'stops managing resources'];
  if (first === 'create first' || RUNS_AGAIN.includes(type)) return ['low', 'replaces resources'];
  return ['medium', 'replaces resources'];
}
