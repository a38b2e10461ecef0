/** Finds a Python with the pinned moto, or makes a virtual environment that has it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exclusively } from './lock.ts';

const run = promisify(execFile);

/** moto needs at least this. */
const OLDEST = '3.10';

/** Tells the version, or which pinned package is missing or another version. */
const PROBE = `
import importlib.metadata, sys
if sys.version_info < (${OLDEST.replace('.', ', ')}): sys.exit("too old")
for line in open(sys.argv[1]):
    if "==" in line:
        name, version = line.strip().split("==")
        try: found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError: found = "none"
        if found != version: print(f"{name} {found}"); break
`;

/** Where to look and where to install. */
export interface PythonProps {
  readonly env: NodeJS.ProcessEnv;
  /** Keeps the virtual environment. */
  readonly cache: string;
  /** File of pinned packages. */
  readonly requirements: string;
  readonly note: (line: string) => void;
}

/** This machine can't run the embedded AWS; the message names the remedy. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
}

/**
 * Returns a Python that has exactly the pinned packages: an installed one where it fits, else
 * one in a virtual environment that is made on first use.
 *
 * @throws PythonError if there is none, it is too old, or the packages can't be installed.
 */
export async function findPython(props: PythonProps): Promise<string> {
  const { env, cache, requirements } = props;
  const pins = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cache, `python-${pins}`);
  const own = join(folder, 'bin', 'python');
  const fits = async (name: string): Promise<boolean | undefined> => {
    const probe = await run(name, ['-c', PROBE, requirements], { env }).catch(() => undefined);
    return probe && probe.stdout === '';
  };
  if (await fits(own)) return own;

  const names = env['NIGHTSHIFT_PYTHON'] ? [env['NIGHTSHIFT_PYTHON']] : ['python3', 'python'];
  let base: string | undefined;
  for (const name of names) {
    const found = await fits(name);
    if (found) return name;
    if (found === false) base ??= name;
  }
  if (!base) {
    const remedy = `install Python ${OLDEST} or later, or name one by NIGHTSHIFT_PYTHON`;
    throw new PythonError(
      `the embedded AWS needs Python ${OLDEST} or later, and ${names.join(' or ')} is none: ${remedy}`,
    );
  }
  const chosen = base;
  // Several worlds may want it at once.
  return await exclusively(`${folder}.lock`, async () => {
    if (!(await fits(own))) await install(chosen, folder, own, props);
    return own;
  });
}

async function install(
  base: string,
  folder: string,
  own: string,
  { env, requirements, note }: PythonProps,
): Promise<void> {
  note('installing the embedded AWS (moto and what it needs, about 140 MB) ...');
  try {
    await rm(folder, { recursive: true, force: true });
    await run(base, ['-m', 'venv', folder], { env });
    await run(own, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { env });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const last = (stderr || message).trim().split('\n').at(-1);
    throw new PythonError(
      `the embedded AWS could not be installed by ${base} -m venv and pip (${last}): check the network, and that Python has its venv module (Debian: apt install python3-venv)`,
    );
  }
}
