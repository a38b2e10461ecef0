/**
 * The embedded AWS: moto and the local Fargate, one world an account and region. A program of
 * its own, that the commands spawn; what crosses is its arguments, and JSON on standard output.
 *
 *   world ensure --account A --region R --bucket B [--port N]   start it if needed; prints the
 *                                                               environment that leads to it
 *   world stop | status | reset
 *   world serve ...                                             the process that `ensure` leaves behind
 */
import { execFile, spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { pathsFrom } from '../paths.ts';
import { Fargate } from './fargate.ts';
import { findPython, PythonError } from './python.ts';

/** How long a world may take to answer its first call, in milliseconds. */
const START_MS = 60_000;

const paths = pathsFrom(process.env, process.cwd());
const worlds = join(paths.home, 'emulator');
const sources = join(paths.root, 'scripts', 'emulator');

/** What a running world leaves in its folder. */
interface World {
  readonly pid: number;
  readonly account: string;
  readonly region: string;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly startedAt: string;
}

/** Told on standard error, exit code 2. */
class WorldError extends Error {}

const note = (line: string): void => void process.stderr.write(`${line}\n`);

const folderOf = (account: string, region: string): string => join(worlds, `${account}-${region}`);

function readWorld(folder: string): World | undefined {
  const file = join(folder, 'world.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as World) : undefined;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function answers({ pid, endpoint }: World): Promise<boolean> {
  if (!alive(pid)) return false;
  const response = await fetch(`${endpoint}/moto-api/config`).catch(() => undefined);
  return response?.ok === true;
}

interface Place {
  readonly account: string;
  readonly region: string;
  readonly port: string;
}

async function ensure(place: Place, bucket: string): Promise<void> {
  const folder = folderOf(place.account, place.region);
  await mkdir(folder, { recursive: true });
  const release = await lock(folder);
  let world = readWorld(folder);
  try {
    if (!world || !(await answers(world))) {
      if (world)
        note(
          'the embedded AWS that ran here has ended, and what it held with it: starting a new one',
        );
      world = await start(place, folder);
    }
  } finally {
    await release();
  }
  if (place.port !== '0' && !world.endpoint.endsWith(`:${place.port}`)) {
    throw new WorldError(
      `the embedded AWS runs already, at ${world.endpoint}: stop it first (./nightshift emulator stop), and what it holds goes with it`,
    );
  }
  await makeStateBucket(world, bucket);
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

/** Two commands at once must not start two worlds; the second waits, however long an installation takes. */
async function lock(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'starting');
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (;;) {
      try {
        // A link fails if the name is taken, and shows the holder from the first moment on.
        linkSync(mine, file);
        return () => rm(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
      if (holder && !alive(holder)) rmSync(file, { force: true });
      else await sleep(100);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

async function start({ account, region, port }: Place, folder: string): Promise<World> {
  await rm(join(folder, 'world.json'), { force: true });
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
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(import.meta.url),
      'serve',
      '--account',
      account,
      '--region',
      region,
      '--port',
      port,
      '--python',
      python,
    ],
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
    throw new WorldError(
      `port ${port} is taken by another program: choose another by --port, or leave it out for a free one`,
    );
  }
  throw new WorldError(
    `the embedded AWS did not start; the end of ${log}:\n${text.split('\n').slice(-5).join('\n')}`,
  );
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

/** The process that stays: starts moto, runs the local Fargate, ends with moto. */
async function serve({ account, region, port }: Place, python: string): Promise<void> {
  const folder = folderOf(account, region);
  const moto = spawn(python, [join(sources, 'moto.py'), '--port', port], {
    env: { ...process.env, MOTO_ACCOUNT_ID: account, PYTHONDONTWRITEBYTECODE: '1' },
    // It ends when its standard input does: with this process, however that ends.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  moto.stderr.pipe(createWriteStream(join(folder, 'moto.log')));
  let startup = '';
  moto.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    startup = (startup + chunk).slice(-4000);
  });
  const end = (code: number): never => {
    if (readWorld(folder)?.pid === process.pid) rmSync(join(folder, 'world.json'));
    moto.kill('SIGKILL');
    process.exit(code);
  };
  moto.once('exit', () => {
    process.stderr.write(`${startup}\nmoto has ended\n`);
    end(1);
  });
  const [line] = (await new Promise<string[]>((resolve) => {
    createInterface({ input: moto.stdout }).once('line', (text) => resolve([text]));
  })) as [string];
  const ready = JSON.parse(line) as { port: number; accessKeyId: string; secretAccessKey: string };
  const endpoint = `http://127.0.0.1:${ready.port}`;
  const { accessKeyId, secretAccessKey } = ready;
  const fargate = new Fargate({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    buildImage,
    log: (text) => note(`${new Date().toISOString()} ${text}`),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      fargate.stop();
      end(0);
    });
  }
  const world: World = {
    pid: process.pid,
    account,
    region,
    endpoint,
    accessKeyId,
    secretAccessKey,
    startedAt: new Date().toISOString(),
  };
  // Whole or not at all: others wait for it.
  const part = join(folder, 'world.json.part');
  writeFileSync(part, JSON.stringify(world, null, 2), { mode: 0o600 });
  renameSync(part, join(folder, 'world.json'));
  await fargate.run();
}

/** Builds the working tree's `job/` as its Dockerfile would; the next run uses what is there now. */
async function buildImage(): Promise<{ entrypoint: string[]; source: string }> {
  const source = join(paths.root, 'job');
  const image = join(paths.home, 'image');
  await promisify(execFile)(process.execPath, [join(source, 'build.mjs'), image]);
  const [, entrypoint = '[]'] =
    /^ENTRYPOINT (.*)$/m.exec(readFileSync(join(source, 'Dockerfile'), 'utf8')) ?? [];
  return {
    entrypoint: (JSON.parse(entrypoint) as string[]).map((part) =>
      part === 'node' ? process.execPath : part.replace(/^\/app\//, `${image}/`),
    ),
    source: "the working tree's job/",
  };
}

function all(): { folder: string; world: World | undefined }[] {
  const folders = existsSync(worlds) ? readdirSync(worlds) : [];
  return folders.map((name) => ({
    folder: join(worlds, name),
    world: readWorld(join(worlds, name)),
  }));
}

async function stop(): Promise<void> {
  let stopped = 0;
  for (const { world } of all()) {
    if (!world || !alive(world.pid)) continue;
    process.kill(world.pid, 'SIGTERM');
    for (let tries = 0; alive(world.pid) && tries < 50; tries++) await sleep(100);
    stopped++;
  }
  note(
    stopped > 0 ? 'stopped the embedded AWS; what it held is gone' : 'no embedded AWS was running',
  );
}

async function status(): Promise<void> {
  const running = await Promise.all(
    all().map(async ({ folder, world }) => ({
      folder,
      world,
      up: world !== undefined && (await answers(world)),
    })),
  );
  const rows = running.filter(({ up }) => up);
  for (const { folder, world } of rows) {
    const since = world?.startedAt.slice(0, 19).replace('T', ' ');
    process.stdout.write(
      `${world?.endpoint}  account ${world?.account}  ${world?.region}  since ${since} UTC  log ${join(folder, 'world.log')}\n`,
    );
  }
  if (rows.length === 0) process.stdout.write('no embedded AWS is running\n');
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      account: { type: 'string', default: '' },
      region: { type: 'string', default: '' },
      bucket: { type: 'string', default: '' },
      port: { type: 'string', default: '0' },
      python: { type: 'string', default: '' },
    },
  });
  const { bucket, python, ...place } = values;
  switch (positionals[0]) {
    case 'ensure':
      return await ensure(place, bucket);
    case 'serve':
      return await serve(place, python);
    case 'stop':
      return await stop();
    case 'reset':
      await stop();
      return await rm(worlds, { recursive: true, force: true });
    case 'status':
      return await status();
    default:
      throw new WorldError(`no such command: ${positionals[0]}`);
  }
}

try {
  await main();
} catch (error) {
  const told = error instanceof WorldError || error instanceof PythonError;
  const { code, path } = error as NodeJS.ErrnoException;
  if (told) note((error as Error).message);
  else if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR')
    note(
      `${path} cannot be written (${code}): make it writable, or set NIGHTSHIFT_DIR to a folder that is`,
    );
  else note(`the embedded AWS failed: ${(error as Error).stack}`);
  process.exitCode = told || code ? 2 : 1;
}
