import { bucketNames, imageName, logGroupName } from '../../environments/model/names.ts';
import { CONTAINER_NAME, RUN_PLACEHOLDER, VARIABLES } from '../../job/contract.ts';
import type { JobProps } from '../job.ts';

/** Seconds between SIGTERM and SIGKILL, the most Fargate allows: time to store where a run stands. */
const STOP_TIMEOUT = 120;

/** The one container of a job's task definition. */
export function container({ environment, job }: JobProps) {
  const buckets = bucketNames(environment);
  const variables = {
    ...job.variables,
    [VARIABLES.environment]: environment.name,
    [VARIABLES.job]: job.name,
    [VARIABLES.input]: `s3://${buckets.input}/${job.input}`,
    [VARIABLES.output]: `s3://${buckets.output}/${job.output}${RUN_PLACEHOLDER}/`,
    [VARIABLES.runs]: `s3://${buckets.runs}/${job.name}/`,
  };
  return {
    name: CONTAINER_NAME,
    image: imageName(environment),
    essential: true,
    command: [job.handler],
    // Sorted as AWS returns them, or every plan would show a change of order.
    environment: Object.entries(variables)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => ({ name, value })),
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
