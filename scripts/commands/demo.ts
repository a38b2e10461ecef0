import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { stringify } from 'csv-stringify/sync';
import { inputOf, outputOf } from '../../environments/model/location.ts';
import { runId } from '../../job/contract.ts';
import type { Context } from '../context.ts';
import { openJob, scheduledTimeOf } from '../context.ts';
import { FailedError } from '../errors.ts';
import { countChanges, isEmpty, sayCountsOf } from '../review/verdict.ts';
import { count, duration, table } from '../terminal.ts';
import { applyPlan } from './apply.ts';
import { makePlan, planCommand } from './plan.ts';
import { prepare } from './prepare.ts';
import { describeRun, startAndWait, succeeded } from './run.ts';

const JOB = 'flight-delays';
/** What the last step plans to give the job; it is only shown. MiB. */
const MEMORY = 1024;
/** Rows of the result that are shown. */
const SHOWN = 10;

interface Flight {
  readonly date: string;
  readonly delay: number;
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

interface AirportDay {
  readonly day: string;
  readonly airport: string;
  readonly flights: number;
  readonly meanDelay: number;
}

/** `demo`: the whole system on this machine, as `npm start` shows it: plan, apply, data, run, result, and what a change would look like. */
export async function demoCommand(context: Context, name: string): Promise<void> {
  const { terminal } = context;
  const phase = stopwatch();

  const { loaded, aws } = await prepare(context, name, async (prepared) => {
    const plan = await makePlan(prepared);
    const counts = countChanges(plan.changes, plan.outputs);
    terminal.print(`plan of ${name}: ${sayCountsOf(counts, 'to do')} (${phase()})`);
    if (!isEmpty(counts)) {
      terminal.note('applying; the provider waits most of a minute for S3 to settle ...');
      await applyPlan(context, prepared, plan);
      phase();
    }
    return prepared;
  });
  const { environment } = loaded;

  const job = openJob(loaded, JOB);
  const [input, output] = [inputOf(environment, job), outputOf(environment, job)];
  const flights = readFlights(context.paths.root);
  const days = groupByDay(flights);
  for (const [day, rows] of days) {
    const Body = stringify(rows, { header: true });
    await aws.s3.send(
      new PutObjectCommand({ Bucket: input.bucket, Key: `${input.prefix}${day}.csv`, Body }),
    );
  }
  const sum = flights.length.toLocaleString('en');
  terminal.print(`uploaded ${count(days.size, 'day')} of flight data, ${sum} flights (${phase()})`);

  const scheduledTime = scheduledTimeOf(undefined);
  const ended = await startAndWait(context, { aws, environment, job: JOB, scheduledTime });
  if (!succeeded(ended)) {
    throw new FailedError(`${JOB} failed: ${ended.report?.reason ?? ended.reason}`);
  }
  const [first, ...places] = describeRun(environment, JOB, ended);
  terminal.print(`${first} (${phase()} with its start)`);
  for (const line of places) terminal.print(line);

  const rows = await readResult(aws.s3, output.bucket, `${output.prefix}${runId(scheduledTime)}/`);
  terminal.print('');
  for (const line of resultTable(rows)) terminal.print(line);

  const set = [`jobs.${JOB}.memory=${MEMORY}`];
  terminal.print('');
  terminal.print(
    `a change as a pull request would show it: ./nightshift plan ${name} --local --set ${set[0]}`,
  );
  await planCommand(context, { environment: name, set });
  terminal.note(`\nnext: edit ${loaded.file}, then ./nightshift plan ${name} --local`);
}

/** Returns the time since it was last asked. */
function stopwatch(): () => string {
  let last = Date.now();
  return () => {
    const now = Date.now();
    const text = duration((now - last) / 1000);
    last = now;
    return text;
  };
}

/** Flights of early 2001, from the US Bureau of Transportation Statistics by way of vega-datasets. */
function readFlights(root: string): Flight[] {
  const file = join(root, 'node_modules', 'vega-datasets', 'data', 'flights-20k.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Flight[];
}

function groupByDay(flights: readonly Flight[]): Map<string, Flight[]> {
  const days = new Map<string, Flight[]>();
  for (const flight of flights) {
    const day = flight.date.slice(0, 10).replaceAll('/', '-');
    days.set(day, [...(days.get(day) ?? []), flight]);
  }
  return days;
}

async function readResult(client: S3Client, Bucket: string, Prefix: string): Promise<AirportDay[]> {
  const rows: AirportDay[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    for (const { Key } of Contents) {
      if (!Key?.endsWith('.json')) continue;
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      rows.push(...(JSON.parse((await Body?.transformToString()) ?? '[]') as AirportDay[]));
    }
  }
  return rows;
}

function resultTable(rows: readonly AirportDay[]): string[] {
  const busiest = [...rows]
    .sort((a, b) => b.flights - a.flights || b.meanDelay - a.meanDelay)
    .slice(0, SHOWN);
  const head = ['airport', 'day', 'flights', 'mean delay (min)'];
  const body = busiest.map(({ airport, day, flights, meanDelay }) => [
    airport,
    day,
    flights,
    meanDelay,
  ]);
  return [
    ...table([head, ...body]),
    `the ${SHOWN} busiest of ${rows.length.toLocaleString('en')} rows`,
  ];
}
