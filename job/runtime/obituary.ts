/** The report of a run whose process could leave none. */
import { EXIT, type Need, type Report, reportKey, runId, VARIABLES } from '../contract.ts';
import type { Logger } from './log.ts';
import { largerSize, moreTime } from './needs.ts';
import { openStore } from './store/open.ts';

/** How the runtime ended. */
export interface Death {
  /** What the container ends with. */
  readonly exitCode: number;
  readonly reason: string;
  readonly lacks?: Need['lacks'];
}

/** All that is known of the run. */
export interface ObituaryProps {
  readonly death: Death;
  readonly started: Date;
  readonly peakMemoryMiB: number;
  /** Seconds that the run had. */
  readonly limit: number | undefined;
  readonly log: Logger;
}

/** Milliseconds that ECS has to tell the task's size. */
const METADATA_MS = 2000;

/** Stores the report and writes the run's last line. Without the contract's variables just the line. */
export async function leaveReport(props: ObituaryProps): Promise<void> {
  const { death, started, peakMemoryMiB, log } = props;
  const { environment, job, runs, scheduledTime } = {
    environment: process.env[VARIABLES.environment] ?? '',
    job: process.env[VARIABLES.job] ?? '',
    runs: process.env[VARIABLES.runs],
    scheduledTime: new Date(process.env[VARIABLES.scheduledTime] ?? ''),
  };
  if (!runs || Number.isNaN(scheduledTime.getTime())) {
    log.error(death.reason, { exitCode: death.exitCode });
    return;
  }
  const endedAt = new Date();
  const report: Report = {
    version: 1,
    environment,
    job,
    run: runId(scheduledTime),
    scheduledTime: scheduledTime.toISOString(),
    startedAt: started.toISOString(),
    endedAt: endedAt.toISOString(),
    seconds: (endedAt.getTime() - started.getTime()) / 1000,
    exitCode: death.exitCode,
    reason: death.reason,
    needs: await needs(job, props),
    // What it had done nobody knows any more; a run again finds its outputs.
    objects: { listed: 0, done: 0, failed: 0 },
    outputs: { created: 0, unchanged: 0 },
    bytes: { read: 0, written: 0 },
    peakMemoryMiB,
    failures: [],
  };
  await openStore(runs).replace(
    reportKey(report.run),
    Buffer.from(`${JSON.stringify(report, null, 2)}\n`),
  );
  const { failures: _, ...line } = report;
  log[report.exitCode === EXIT.done ? 'info' : 'error']('run ended', line);
}

async function needs(job: string, { death, limit }: ObituaryProps): Promise<Need[]> {
  if (death.lacks === 'time' && limit !== undefined) return [moreTime(job, limit)];
  const size = death.lacks === 'memory' ? await taskSize() : undefined;
  const need = size && largerSize(job, size);
  return need ? [need] : [];
}

/**
 * The task's CPU units and memory in MiB, which nothing in the container tells but ECS.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html
 */
async function taskSize(): Promise<{ cpu: number; memory: number } | undefined> {
  const endpoint = process.env['ECS_CONTAINER_METADATA_URI_V4'];
  if (!endpoint) return undefined;
  try {
    const answer = await fetch(`${endpoint}/task`, { signal: AbortSignal.timeout(METADATA_MS) });
    const { Limits } = (await answer.json()) as { Limits?: { CPU?: number; Memory?: number } };
    const { CPU: vcpu, Memory: memory } = Limits ?? {};
    return vcpu && memory ? { cpu: vcpu * 1024, memory } : undefined;
  } catch {
    return undefined;
  }
}
