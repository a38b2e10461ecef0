/**
 * For every statement of every role one call that it allows, and near misses that are refused.
 * Who adds a role or a statement adds its calls here; the test names those that are missing.
 */
import type { Environment, Job } from '../../../environments/model/schema.ts';
import type { RoleCases } from '../call.ts';
import { again, execution, scheduler, task } from './job.ts';
import { build, pipeline, start } from './pipeline.ts';

/** Roles that an environment has once, by the path of their construct. */
const SHARED_ROLES: Readonly<Record<string, (environment: Environment) => RoleCases>> = {
  'pipeline/build-role': build,
  'pipeline/role': pipeline,
  'pipeline/source/start-role': start,
};

/** Roles that each job has. */
const JOB_ROLES: Readonly<Record<string, (environment: Environment, job: Job) => RoleCases>> = {
  'again/role': again,
  'execution-role': execution,
  'scheduler-role': scheduler,
  'task-role': task,
};

/** What is asked of one of the roles; undefined: its calls aren't written yet. */
export function casesOf(environment: Environment, place: string): RoleCases | undefined {
  const [, name, kind = ''] = /^jobs\/([^/]+)\/(.+)$/.exec(place) ?? [];
  const job = environment.jobs.find((candidate) => candidate.name === name);
  return job ? JOB_ROLES[kind]?.(environment, job) : SHARED_ROLES[place]?.(environment);
}
