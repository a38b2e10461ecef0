import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { showProblem } from '../../environments/model/load.ts';
import { connect } from '../aws/clients.ts';
import { checkAccount, checkBoundary, explainAwsError } from '../aws/preflight.ts';
import { type Context, loadAll, openEnvironment } from '../context.ts';
import { FailedError } from '../errors.ts';
import { count, paint, table } from '../terminal.ts';
import { installedTerraform, PINNED_VERSION } from '../terraform/binary.ts';
import { findMirror, PROVIDER } from '../terraform/mirror.ts';

/** Options of `doctor`. */
export interface DoctorOptions {
  /** Also asks AWS about this environment. */
  readonly environment?: string;
}

type Check = readonly [what: string, check: () => string | Promise<string>];

/**
 * `doctor [env]`: what this machine, and with an environment AWS, has and lacks.
 *
 * @throws FailedError if anything is missing.
 */
export async function doctorCommand(
  context: Context,
  { environment }: DoctorOptions,
): Promise<void> {
  const { env, terminal } = context;
  const checks: Check[] = [
    ['node', node],
    ['terraform', () => terraform(env)],
    [
      'provider',
      () => `hashicorp/aws ${PROVIDER.version} from ${findMirror(env) ?? 'the public registry'}`,
    ],
    ['python', () => python(env)],
    ['git', async () => (await promisify(execFile)('git', ['--version'])).stdout.trim()],
    ['environments', () => environmentFiles(context)],
  ];
  if (environment !== undefined)
    checks.push([`aws ${environment}`, () => account(context, environment)]);
  const rows: string[][] = [];
  let gaps = 0;
  for (const [what, check] of checks) {
    try {
      rows.push([paint('green', 'ok'), what, await check()]);
    } catch (error) {
      gaps++;
      rows.push([
        paint('red', 'no'),
        what,
        (explainAwsError(error, env) ?? (error as Error)).message,
      ]);
    }
  }
  for (const line of table(rows)) terminal.print(line);
  if (gaps > 0) throw new FailedError(count(gaps, 'gap'));
}

/** Node.js that gets security fixes no more still works here, until the SDK asks for more. */
const SUPPORTED_NODE = 22;

function node(): string {
  const old = Number.parseInt(process.versions.node, 10) < SUPPORTED_NODE;
  return `${process.version}${old ? `: past its end of life, ${SUPPORTED_NODE} or later is better` : ''}`;
}

async function terraform(env: NodeJS.ProcessEnv): Promise<string> {
  const found = await installedTerraform(env);
  return found ? `${found.name} ${found.version}` : `${PINNED_VERSION}, downloaded on first use`;
}

/** What the embedded AWS needs at least. */
const OLDEST_PYTHON = '3.10';

async function python(env: NodeJS.ProcessEnv): Promise<string> {
  const name = env['NIGHTSHIFT_PYTHON'] ?? 'python3';
  const needs = `the embedded AWS needs Python ${OLDEST_PYTHON} or later`;
  const version = await promisify(execFile)(name, ['--version']).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  if (version === undefined) throw new Error(`${name} can't be started: ${needs}`);
  const [, minor = '0'] = /^Python 3\.(\d+)/.exec(version) ?? [];
  if (Number(minor) < Number(OLDEST_PYTHON.slice(2)))
    throw new Error(`${name} is ${version}: ${needs}`);
  return `${version}, for the embedded AWS`;
}

async function environmentFiles({ paths }: Context): Promise<string> {
  const { names, problems } = await loadAll(paths);
  if (problems.length > 0) throw new Error(problems.map(showProblem).join('\n'));
  return names.join(', ');
}

async function account({ paths }: Context, name: string): Promise<string> {
  const { environment } = await openEnvironment(paths, name);
  const aws = connect(environment.region);
  await checkAccount(aws, environment);
  const outdated = await checkBoundary(aws, environment);
  if (outdated) throw new Error(outdated);
  return `account ${environment.account}, state bucket and permissions boundary there`;
}
