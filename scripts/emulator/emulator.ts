/**
 * The embedded AWS: moto and the local Fargate, one world an account and region. A program of
 * its own, that the commands spawn; what crosses is its arguments, and JSON on standard output.
 *
 *   emulator ensure --account A --region R --bucket B --policy JSON [--port N]
 *                                      start it if needed, with what the first apply needs to be
 *                                      there; prints the variables that lead to it
 *   emulator stop | status | reset
 *   emulator serve --account A ...     the process that `ensure` leaves behind
 */
import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CreatePolicyCommand, type CreatePolicyCommandInput, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { notWritable } from '../errors.ts';
import { pathsFrom } from '../paths.ts';
import { exclusively } from './lock.ts';
import { findPython, PythonError } from './python.ts';
import { serve } from './serve.ts';
import { answers, forgetWorld, isRunning, readWorld, readWorlds, type World } from './world.ts';

/** How long a world may take to answer its first call, in milliseconds. */
const START_MS = 60_000;
/** How long a world may take to end by itself, in milliseconds. */
const STOP_MS = 5000;

const paths = pathsFrom(process.env, process.cwd());
const worlds = join(paths.home, 'emulator');
const sources = join(paths.root, 'scripts', 'emulator');

/** Told on standard error, exit code 2. */
class EmulatorError extends Error {}

const note = (line: string): void => void process.stderr.write(`${line}\n`);

interface Place {
  readonly account: string;
  readonly region: string;
  readonly port: string;
}

const folderOf = ({ account, region }: Place): string => join(worlds, `${account}-${region}`);

async function ensure(place: Place, bucket: string, policy: string): Promise<void> {
  const { port } = place;
  if (!/^\d{1,5}$/.test(port))
    throw new EmulatorError(`--port ${port} is no port: use a number such as 5000`);
  const folder = folderOf(place);
  await mkdir(folder, { recursive: true });
  const world = await exclusively(join(folder, 'starting'), async () => {
    const there = readWorld(folder);
    if (there && (await answers(there))) return there;
    if (there) {
      note(
        'the embedded AWS that ran here has ended, and what it held with it: starting a new one',
      );
      await end(there);
    }
    return await start(place, folder);
  });
  if (port !== '0' && !world.endpoint.endsWith(`:${port}`)) {
    throw new EmulatorError(
      `the embedded AWS runs already, at ${world.endpoint}: stop it first (./nightshift emulator stop), and what it holds goes with it`,
    );
  }
  await Promise.all([makeStateBucket(world, bucket), makePolicy(world, policy)]);
  const { endpoint, region, accessKeyId, secretAccessKey } = world;
  const variables = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    NIGHTSHIFT_TERRAFORM_OVERRIDE: join(sources, 'override.tf.json'),
    NIGHTSHIFT_TERRAFORM_DIR: join(folder, 'terraform'),
  };
  process.stdout.write(`${JSON.stringify(variables)}\n`);
}

async function start({ account, region, port }: Place, folder: string): Promise<World> {
  forgetWorld(folder);
  // Terraform's folder belongs to the world that has gone.
  await rm(join(folder, 'terraform'), { recursive: true, force: true });
  const python = await findPython({
    env: process.env,
    cache: paths.cache,
    requirements: join(sources, 'requirements.txt'),
    note,
  });
  const log = join(folder, 'world.log');
  const output = openSync(log, 'w');
  const place = ['--account', account, '--region', region, '--port', port];
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), 'serve', ...place, '--python', python],
    { detached: true, stdio: ['ignore', output, output], env: process.env },
  );
  child.unref();
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  for (const until = Date.now() + START_MS; Date.now() < until; await sleep(50)) {
    const world = readWorld(folder);
    if (world && (await answers(world))) return world;
    if (ended) break;
  }
  const text = readFileSync(log, 'utf8').trim();
  if (/Address already in use|EADDRINUSE/i.test(text)) {
    throw new EmulatorError(
      `port ${port} is taken by another program: choose another by --port, or leave it out for a free one`,
    );
  }
  const last = text.split('\n').slice(-5).join('\n');
  throw new EmulatorError(`the embedded AWS did not start; the end of ${log}:\n${last}`);
}

async function makeStateBucket(world: World, Bucket: string): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey } = world;
  const s3 = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    const LocationConstraint = region as 'eu-central-1';
    await s3.send(
      new CreateBucketCommand({
        Bucket,
        ...(region !== 'us-east-1' && { CreateBucketConfiguration: { LocationConstraint } }),
      }),
    );
    await s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
  } catch (error) {
    if ((error as Error).name !== 'BucketAlreadyOwnedByYou') throw error;
  }
}

/** As it was when first asked for: a newer one comes by the way that AWS needs too. */
async function makePolicy(world: World, policy: string): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey } = world;
  const iam = new IAMClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  try {
    await iam.send(new CreatePolicyCommand(JSON.parse(policy) as CreatePolicyCommandInput));
  } catch (error) {
    if ((error as Error).name !== 'EntityAlreadyExistsException') throw error;
  }
}

/** Ends a world's process, in order if it can. */
async function end(world: World): Promise<boolean> {
  if (!isRunning(world)) return false;
  process.kill(world.pid, 'SIGTERM');
  for (const until = Date.now() + STOP_MS; isRunning(world) && Date.now() < until; )
    await sleep(50);
  if (isRunning(world)) process.kill(world.pid, 'SIGKILL');
  return true;
}

async function stop(): Promise<void> {
  const ended = await Promise.all(readWorlds(worlds).map(({ world }) => end(world)));
  for (const { folder } of readWorlds(worlds)) forgetWorld(folder);
  const any = ended.includes(true);
  note(any ? 'stopped the embedded AWS; what it held is gone' : 'no embedded AWS was running');
}

async function status(): Promise<void> {
  let running = 0;
  for (const { folder, world } of readWorlds(worlds)) {
    if (!(await answers(world))) continue;
    running++;
    const { endpoint, account, region, startedAt } = world;
    const since = startedAt.slice(0, 19).replace('T', ' ');
    process.stdout.write(
      `${endpoint}  account ${account}  ${region}  since ${since} UTC  log ${join(folder, 'world.log')}\n`,
    );
  }
  if (running === 0) process.stdout.write('no embedded AWS is running\n');
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      account: { type: 'string', default: '' },
      region: { type: 'string', default: '' },
      bucket: { type: 'string', default: '' },
      policy: { type: 'string', default: '' },
      port: { type: 'string', default: '0' },
      python: { type: 'string', default: '' },
    },
  });
  const { bucket, policy, python, ...place } = values;
  switch (positionals[0]) {
    case 'ensure':
      return await ensure(place, bucket, policy);
    case 'serve':
      return await serve({ paths, folder: folderOf(place), python, ...place });
    case 'stop':
      return await stop();
    case 'reset':
      await stop();
      return await rm(worlds, { recursive: true, force: true });
    case 'status':
      return await status();
    default:
      throw new EmulatorError(`no such command: ${positionals[0]}`);
  }
}

try {
  await main();
} catch (error) {
  const own = error instanceof EmulatorError || error instanceof PythonError;
  const told = own ? error.message : notWritable(error);
  note(told ?? `the embedded AWS failed: ${(error as Error).stack}`);
  process.exitCode = told === undefined ? 1 : 2;
}
