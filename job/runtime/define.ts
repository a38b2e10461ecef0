import type { Readable } from 'node:stream';
import type { Logger } from './log.ts';

/** One object of the input. */
export interface InputObject {
  /** Key below the input prefix, such as `2001-01-01.csv`. */
  readonly key: string;
  /** Size in bytes. */
  readonly size: number;
  /** Opens the object's content as a stream; memory stays flat however large it is. */
  open(): Promise<Readable>;
}

/** What a handler is given beside its object. */
interface MapContext {
  /**
   * Writes one output below the output prefix, once: an equal output of an earlier attempt
   * is left alone, a different one under the same key fails the object.
   *
   * @throws OutputConflictError if the key holds other content.
   */
  write(key: string, body: string | Uint8Array): Promise<void>;
  /** Aborted when the run must stop (SIGTERM); streams end with it. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** The time the run was scheduled for: use it where "now" is meant, so that a re-run gives the same result. */
  readonly scheduledTime: Date;
}

/** A job: what to do with each input object. */
export interface JobDefinition {
  /**
   * How many objects are worked on at once.
   *
   * @default 16: enough to hide S3's latency, small enough for 512 MiB.
   */
  readonly concurrency?: number;
  /** Called once for each input object; what it throws fails that object, not the others. */
  map(object: InputObject, context: MapContext): Promise<void>;
}

/** Types a job's definition; a handler file default-exports the result. */
export function defineJob(definition: JobDefinition): JobDefinition {
  return definition;
}
