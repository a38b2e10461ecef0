/** Where the data of jobs lies, in buckets of ours or of others. */
import { bucketNames } from './names.ts';
import type { Environment, Job } from './schema.ts';

/** Objects of a bucket. */
export interface Location {
  readonly bucket: string;
  /** Ends with a slash. */
  readonly prefix: string;
  /** ARN of the key that the bucket's objects are encrypted with; undefined for S3's own, or one that isn't known. */
  readonly kmsKey: string | undefined;
}

/** `s3://bucket/prefix/`: a bucket that no environment file describes. */
const FOREIGN = /^s3:\/\/([^/]+)\/(.+)$/;

/** The buckets that jobs read, write and report to: an existing one stands in the place of ours. */
export function dataBuckets(environment: Environment): ReturnType<typeof bucketNames> {
  const { input, output, runs } = bucketNames(environment);
  const { data } = environment;
  return { input: data.input.bucket ?? input, output: data.output.bucket ?? output, runs };
}

/** What a job reads. */
export function inputOf(environment: Environment, { input }: Pick<Job, 'input'>): Location {
  const [, bucket, prefix] = FOREIGN.exec(input) ?? [];
  return bucket === undefined || prefix === undefined
    ? locate(environment, dataBuckets(environment).input, input)
    : locate(environment, bucket, prefix);
}

/** What a job writes. */
export function outputOf(environment: Environment, { output }: Pick<Job, 'output'>): Location {
  return locate(environment, dataBuckets(environment).output, output);
}

/** The location as jobs are told it. */
export function showLocation({ bucket, prefix }: Location): string {
  return `s3://${bucket}/${prefix}`;
}

function locate(environment: Environment, bucket: string, prefix: string): Location {
  const { data } = environment;
  const { input, output } = dataBuckets(environment);
  const kmsKey =
    bucket === input ? data.input.kmsKey : bucket === output ? data.output.kmsKey : undefined;
  return { bucket, prefix, kmsKey };
}
