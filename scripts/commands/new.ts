import { existsSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { addJob } from '../../environments/model/add-job.ts';
import { DEFAULTS, load, readFolder } from '../../environments/model/load.ts';
import { type Context, handlerNames, loadAll, refuse } from '../context.ts';
import { InputError } from '../errors.ts';

/** Options of `new`. */
export interface NewOptions {
  readonly job: string;
  /** Environment whose file gets the block. @default - `defaults.yaml`: all of them */
  readonly env?: string;
  /** Prefix of the input bucket. @default `<job>/` */
  readonly input?: string;
  /** Prefix of the output bucket. @default `<job>/` */
  readonly output?: string;
  /** @default `none`: it starts by hand until somebody sets one */
  readonly schedule?: string;
}

/**
 * `new <job>`: a handler, its test, and the block that deploys it. Either all of it is written
 * or nothing. A handler that is there already stays as it is and gets its block.
 *
 * @throws InputError if there is such a job, or the environment files would have an error.
 */
export async function newCommand({ paths, terminal }: Context, options: NewOptions): Promise<void> {
  const { job, env, input = `${job}/`, output = `${job}/`, schedule = 'none' } = options;
  const name = env === undefined ? DEFAULTS : `${env}.yaml`;
  const file = join(paths.environments, name);
  if (!existsSync(file)) throw new InputError(`${file} does not exist: name another environment`);
  const { environments, problems } = await loadAll(paths);
  if (problems.length > 0) throw refuse(problems);
  const owner = [...environments.values()].find(({ environment }) =>
    environment.jobs.some((other) => other.name === job),
  );
  if (owner)
    throw new InputError(`there is a job ${job} already, in ${owner.file}: take another name`);

  const yaml = addJob(readFileSync(file, 'utf8'), job, { schedule, input, output });
  if (yaml === undefined) {
    throw new InputError(
      `a block can't be added to the jobs of ${file} as they are written: write them one key a line, then call this again`,
    );
  }
  await checkAfter(paths, name, yaml, job);
  const handlers = join(paths.root, 'job', 'handlers');
  const code = [
    { path: join(handlers, `${job}.ts`), text: HANDLER, words: 'what it does with one object' },
    {
      path: join(handlers, `${job}.test.ts`),
      text: TEST.replaceAll('JOB', job),
      words: 'its test',
    },
  ].filter(({ path }) => !existsSync(path));
  // Beside the file first: where that can't be written, nothing is.
  const beside = `${file}.new`;
  try {
    await writeFile(beside, yaml);
    for (const { path, text } of code) await writeFile(path, text, { flag: 'wx' });
    await rename(beside, file);
  } catch (error) {
    for (const path of [beside, ...code.map((one) => one.path)]) await rm(path, { force: true });
    throw error;
  }
  for (const { path, words } of code) terminal.print(`job/handlers/${basename(path)}: ${words}`);
  terminal.print(`${file}: when it runs, where it reads and writes`);
  terminal.print(`try it: ./nightshift exec ${job} --input FOLDER/ --output OTHER/`);
}

/** Checks the files as they would be: nothing is written that `validate` refuses. */
async function checkAfter(
  paths: Context['paths'],
  name: string,
  yaml: string,
  job: string,
): Promise<void> {
  const { problems } = await load({
    dir: paths.environments,
    handlers: new Set([...handlerNames(paths.root), job]),
    read: (dir) => new Map<string, string | Uint8Array>([...readFolder(dir), [name, yaml]]),
  });
  if (problems.length > 0)
    throw refuse(problems, 'with this job there would be errors, so nothing was written:\n');
}

const HANDLER = `import { text } from 'node:stream/consumers';
import { defineJob } from '../runtime/define.ts';

/** Says in one sentence what it makes of an object of its input. */
export default defineJob({
  async map(object, { write }) {
    const content = await text(await object.open());
    await write(object.key, content);
  },
});
`;

const TEST = `import { Readable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { createLogger } from '../runtime/log.ts';
import job from './JOB.ts';

test('JOB writes what it makes of an object', async () => {
  const written = new Map<string, string>();
  await job.map(
    { key: 'a.txt', size: 5, open: async () => Readable.from(['hello']) },
    {
      write: async (key, body) => void written.set(key, String(body)),
      signal: new AbortController().signal,
      log: createLogger({}, () => undefined),
      scheduledTime: new Date(0),
    },
  );

  expect([...written]).toEqual([['a.txt', 'hello']]);
});
`;
