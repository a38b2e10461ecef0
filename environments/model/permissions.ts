/** Ways through the permissions of jobs. */
import type { Job, Settings } from './schema.ts';
import type { Path } from './source.ts';

/** One statement of a job's permissions. */
export type Statement = Settings['jobs'][string]['permissions'][number];

/** The statements of all jobs, each with its place. */
export function* statementsOf(
  jobs: readonly Job[],
): Generator<{ readonly path: Path; readonly statement: Statement }> {
  for (const { name, permissions } of jobs) {
    for (const [index, statement] of permissions.entries())
      yield { path: ['jobs', name, 'permissions', index], statement };
  }
}

/** The actions of all statements, each with its place. */
export function* actionsOf(
  jobs: readonly Job[],
): Generator<{ readonly path: Path; readonly action: string }> {
  for (const { path, statement } of statementsOf(jobs)) {
    for (const [index, action] of statement.actions.entries())
      yield { path: [...path, 'actions', index], action };
  }
}

/** The service of an action or of a condition key: `dynamodb` of `dynamodb:GetItem`. */
export function prefixOf(name: string): string {
  return name.slice(0, name.indexOf(':'));
}
