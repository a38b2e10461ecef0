import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { bucketNames } from '../../environments/model/names.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { EXIT, type Report, reportKey, runId } from '../../job/contract.ts';

const DAY_MS = 86_400_000;
/** Older runs say little of the next; and what a job does every few minutes makes a long list. */
const LOOK_BACK_DAYS = 30;

/** The report that a run left; undefined if it left none. */
export async function readReport(
  s3: S3Client,
  environment: Environment,
  job: string,
  run: string,
): Promise<Report | undefined> {
  const Key = `${job}/${reportKey(run)}`;
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucketNames(environment).runs, Key }),
    );
    return JSON.parse((await Body?.transformToString()) ?? '') as Report;
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Reports of a job's newest runs that did their work, the newest last; of the last 30 days. */
export async function newestReports(
  s3: S3Client,
  environment: Environment,
  job: string,
  { most, now }: { readonly most: number; readonly now: Date },
): Promise<Report[]> {
  const runs: string[] = [];
  const pages = paginateListObjectsV2(
    { client: s3 },
    {
      Bucket: bucketNames(environment).runs,
      Prefix: `${job}/`,
      StartAfter: `${job}/${runId(new Date(now.getTime() - LOOK_BACK_DAYS * DAY_MS))}`,
    },
  );
  for await (const { Contents = [] } of pages) {
    // Ids of runs are times, so the list is in their order.
    for (const { Key = '' } of Contents) runs.push(Key.split('/')[1] ?? '');
  }
  const reports = await Promise.all(
    runs.slice(-most).map((run) => readReport(s3, environment, job, run)),
  );
  return reports.flatMap((report) => (report?.exitCode === EXIT.done ? [report] : []));
}
