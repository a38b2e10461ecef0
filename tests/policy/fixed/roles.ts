/** Places of the roles that fixed rows ask. */
export const JOB = 'test/jobs/flight-delays/task-role';
export const EXECUTION = 'test/jobs/flight-delays/execution-role';
export const SCHEDULER = 'test/jobs/flight-delays/scheduler-role';
export const AGAIN = 'test/jobs/flight-delays/again/role';
export const START = 'test/pipeline/source/start-role';
export const PIPELINE = 'test/pipeline/role';
export const BUILD = 'test/pipeline/build-role';

/** One of each kind. */
export const ROLES = [JOB, EXECUTION, SCHEDULER, AGAIN, START, PIPELINE, BUILD] as const;
