import { type CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CONTAINER_NAME } from '../../job/contract.ts';

/** One line of a log. */
export interface LogLine {
  readonly time: Date;
  readonly text: string;
}

/** The log stream of one task, read from where the last reading ended. */
export class LogStream {
  readonly #logs: CloudWatchLogsClient;
  readonly #place: { readonly logGroupName: string; readonly logStreamName: string };
  #token: string | undefined;

  constructor(logs: CloudWatchLogsClient, logGroupName: string, taskArn: string) {
    this.#logs = logs;
    this.#place = {
      logGroupName,
      logStreamName: `run/${CONTAINER_NAME}/${taskArn.split('/').at(-1)}`,
    };
  }

  /** Lines that have come since; none if the stream isn't there. */
  async next(): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (;;) {
      const page = await this.#logs
        .send(
          new GetLogEventsCommand({ ...this.#place, startFromHead: true, nextToken: this.#token }),
        )
        .catch((error: Error) => {
          // The stream comes with the container's first line.
          if (error.name !== 'ResourceNotFoundException') throw error;
          return undefined;
        });
      for (const { timestamp = 0, message = '' } of page?.events ?? [])
        lines.push({ time: new Date(timestamp), text: message });
      // The same token again means the end.
      if (!page?.nextForwardToken || page.nextForwardToken === this.#token) return lines;
      this.#token = page.nextForwardToken;
    }
  }
}
