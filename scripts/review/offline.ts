/**
 * What two configurations differ in, as a plan: asks neither AWS nor Terraform, so that whoever
 * has no credentials gets the same review of the files.
 */
import type { Configuration } from '../../stacks/app.ts';
import { configured, leaving } from '../terraform/retain.ts';
import { type BlockChange, isResource } from './compare.ts';
import { contentOf, UNMARKED } from './counterfactual.ts';
import type { Action, Change, Marked, MarkedPlan } from './plan.ts';

/** The configurations whose difference is reviewed. */
export interface OfflineProps {
  readonly blocks: Iterable<BlockChange>;
  /** Undefined: the environment is new. */
  readonly before: Configuration | undefined;
  readonly after: Configuration;
  /** Whether data that the files no longer name stays. */
  readonly retain: boolean;
}

/** The difference as a plan; what AWS needs a new resource for isn't known, and is an update here. */
export function offlinePlan({ blocks, before, after, retain }: OfflineProps): MarkedPlan {
  const kept = new Set(
    retain && before
      ? leaving(configured(before), configured(after)).map(({ address }) => address)
      : [],
  );
  const changes = [...blocks]
    .filter(isShown)
    .map((block) => changeOf(block, kept.has(block.address)));
  const count = (...actions: Action[]): number =>
    changes.filter(({ action }) => actions.includes(action)).length;
  return {
    formatVersion: '',
    changes,
    outputs: [],
    drift: [],
    checks: [],
    counts: {
      add: count('create', 'replace'),
      change: count('update'),
      destroy: count('delete', 'replace'),
      import: 0,
    },
    complete: true,
    errored: false,
    invocations: [],
    deferred: [],
    silent: [],
    secrets: [],
  };
}

/** Resources, and what changes of how all of them are made: their tags, their region. */
function isShown(block: BlockChange): boolean {
  return isResource(block) || (block.action === 'update' && !block.address.startsWith('data.'));
}

function changeOf({ address, action, before, after }: BlockChange, kept: boolean): Marked<Change> {
  const [type = '', ...name] = address.split('.');
  // Nothing of a task definition can be changed: each change is a new revision.
  const revision = action === 'update' && type === 'aws_ecs_task_definition';
  return {
    address,
    type,
    name: name.join('.'),
    provider: '',
    action: kept ? 'forget' : revision ? 'replace' : action,
    ...(revision && { order: 'delete first' as const }),
    forcedBy: [],
    ...(before && { before: contentOf(before) }),
    ...(after && { after: contentOf(after) }),
    sensitivityOnly: false,
    marks: UNMARKED,
  };
}
