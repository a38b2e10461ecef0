/** The process that stays: moto and the local Fargate, until one of them or their folder ends. */
import { execFile, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Paths } from '../paths.ts';
import { Fargate } from './fargate.ts';
import { forgetWorld, readWorld, writeWorld } from './world.ts';

/** How often it looks whether it is still wanted, in milliseconds. */
const LOOK_MS = 2000;
/** How much of moto's last words an error shows, in characters. */
const LAST_WORDS = 4000;

/** One world to serve. */
export interface ServeProps {
  readonly paths: Paths;
  /** The world's folder. */
  readonly folder: string;
  readonly account: string;
  readonly region: string;
  /** `0` for a free one. */
  readonly port: string;
  /** A Python that has moto. */
  readonly python: string;
}

/** Serves a world; the process ends with it. */
export async function serve(props: ServeProps): Promise<void> {
  const { paths, folder, account, region, port, python } = props;
  const script = join(paths.root, 'scripts', 'emulator', 'moto.py');
  const moto = spawn(python, [script, '--port', port], {
    env: {
      ...process.env,
      AWS_DEFAULT_REGION: region,
      MOTO_ACCOUNT_ID: account,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    // It ends when its standard input does: with this process, however that ends.
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  moto.stderr.pipe(createWriteStream(join(folder, 'moto.log')));
  let words = '';
  moto.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words = (words + chunk).slice(-LAST_WORDS);
  });
  let fargate: Fargate | undefined;
  const end = (code: number): never => {
    fargate?.stop();
    if (readWorld(folder)?.pid === process.pid) forgetWorld(folder);
    moto.kill('SIGKILL');
    process.exit(code);
  };
  moto.once('error', (error) => {
    process.stderr.write(`${python} can't be started: ${error.message}\n`);
    end(1);
  });
  moto.once('exit', () => {
    process.stderr.write(`${words}\nmoto has ended\n`);
    end(1);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => end(0));

  const line = await new Promise<string>((resolve) => {
    createInterface({ input: moto.stdout }).once('line', resolve);
  });
  const ready = JSON.parse(line) as { port: number; accessKeyId: string; secretAccessKey: string };
  const { accessKeyId, secretAccessKey } = ready;
  const endpoint = `http://127.0.0.1:${ready.port}`;
  fargate = new Fargate({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    buildImage: () => buildImage(paths),
    log: (text) => void process.stderr.write(`${new Date().toISOString()} ${text}\n`),
  });
  const { pid } = process;
  const startedAt = new Date().toISOString();
  writeWorld(folder, { pid, account, region, endpoint, accessKeyId, secretAccessKey, startedAt });
  // Whoever removes the folder, as `git clean` does, wants no world that nobody finds.
  setInterval(() => {
    if (readWorld(folder)?.pid !== pid) end(0);
  }, LOOK_MS);
  await fargate.run();
}

/** Builds the working tree's `job/` as its Dockerfile would; the next run uses what is there now. */
async function buildImage({
  root,
  home,
}: Paths): Promise<{ entrypoint: string[]; source: string }> {
  const source = join(root, 'job');
  const image = join(home, 'image');
  await promisify(execFile)(process.execPath, [join(source, 'build.mjs'), image]);
  const dockerfile = readFileSync(join(source, 'Dockerfile'), 'utf8');
  const [, entrypoint = '[]'] = /^ENTRYPOINT (.*)$/m.exec(dockerfile) ?? [];
  return {
    entrypoint: (JSON.parse(entrypoint) as string[]).map((part) =>
      part === 'node' ? process.execPath : part.replace(/^\/app\//, `${image}/`),
    ),
    source: "the working tree's job/",
  };
}
