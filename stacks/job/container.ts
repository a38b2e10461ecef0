import { timeoutSeconds } from '../../environments/model/duration.ts';
import { dataBuckets, inputOf, outputOf, showLocation } from '../../environments/model/location.ts';
import { imageName, logGroupName } from '../../environments/model/names.ts';
import type { Job } from '../../environments/model/schema.ts';
import { CONTAINER_NAME, RUN_PLACEHOLDER, VARIABLES } from '../../job/contract.ts';
import type { JobProps } from '../job.ts';

/** Seconds between SIGTERM and SIGKILL, the most Fargate allows: time to store where a run stands. */
const STOP_TIMEOUT = 120;
/** Seconds that a command has to end once its time is over. */
const COMMAND_GRACE = 60;

/** The one container of a job's task definition. */
export function container({ environment, job }: JobProps) {
  const timeout = timeoutSeconds(job);
  const variables = {
    ...job.variables,
    [VARIABLES.environment]: environment.name,
    [VARIABLES.job]: job.name,
    [VARIABLES.input]: showLocation(inputOf(environment, job)),
    [VARIABLES.output]: `${showLocation(outputOf(environment, job))}${RUN_PLACEHOLDER}/`,
    [VARIABLES.runs]: `s3://${dataBuckets(environment).runs}/${job.name}/`,
    ...(timeout !== undefined && { [VARIABLES.timeout]: String(timeout) }),
  };
  return {
    name: CONTAINER_NAME,
    image: imageName(environment),
    essential: true,
    ...program(job, timeout),
    environment: sorted(variables).map(([name, value]) => ({ name, value })),
    ...(Object.keys(job.secrets).length > 0 && {
      secrets: sorted(job.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    }),
    // A process with the id 1 hears no signal that it has no handler for, and nobody reaps what
    // its children leave: the agent's own init does both for any program.
    linuxParameters: { initProcessEnabled: true },
    mountPoints: [{ sourceVolume: 'tmp', containerPath: '/tmp', readOnly: false }],
    portMappings: [],
    readonlyRootFilesystem: true,
    stopTimeout: STOP_TIMEOUT,
    systemControls: [],
    volumesFrom: [],
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logGroupName(environment, job.name),
        'awslogs-region': environment.region,
        'awslogs-stream-prefix': 'run',
      },
    },
  };
}

/**
 * What the container starts: the image's own entry with a handler's name, or a command in the
 * place of it, which `timeout` ends, as the supervisor does for handlers.
 */
function program({ command, handler }: Job, timeout: number | undefined) {
  if (!command) return { command: [handler] };
  const limit = timeout === undefined ? [] : ['timeout', '-k', `${COMMAND_GRACE}`, `${timeout}`];
  const [entry, ...rest] = [...limit, ...command];
  return { entryPoint: [entry], command: rest };
}

/** As AWS returns them, or every plan would show a change of order. */
function sorted(variables: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
}
