import * as actions from '@actions/core';
import { showProblem } from '../../environments/model/load.ts';
import type { Problem } from '../../environments/model/source.ts';
import { type Context, loadAll, missing } from '../context.ts';
import { InputError } from '../errors.ts';
import { count } from '../terminal.ts';

/** Options of `validate`. */
export interface ValidateOptions {
  /** Only these; all by default. Problems of `defaults.yaml` always count. */
  readonly environments: readonly string[];
  /** @default environments/ */
  readonly dir?: string;
  readonly json?: boolean;
}

/**
 * `validate [env...]`: every problem of every file at once; under GitHub Actions also as
 * annotations on the lines.
 *
 * @throws InputError if there is any.
 */
export async function validateCommand(
  { paths, env, terminal }: Context,
  options: ValidateOptions,
): Promise<void> {
  const { names, problems, warnings } = await loadAll(paths, { dir: options.dir });
  const dir = options.dir ?? paths.environments;
  if (names.length === 0)
    throw new InputError(`${dir} holds no environment: add a file such as ${dir}/dev.yaml`);
  const unknown = options.environments.find((name) => !names.includes(name));
  if (unknown !== undefined) throw missing('environment', unknown, names, dir);
  const wanted = (file: string): boolean =>
    options.environments.length === 0 ||
    /(^|\/)defaults\.yaml$/.test(file) ||
    options.environments.some((name) => file.endsWith(`/${name}.yaml`) || file === `${name}.yaml`);
  const shown = problems.filter(({ file }) => wanted(file));
  const warned = warnings.filter(({ file }) => wanted(file));
  const files = 1 + (options.environments.length || names.length);
  if (options.json) {
    terminal.print(JSON.stringify({ files, problems: shown, warnings: warned }, null, 2));
  } else {
    for (const problem of shown) terminal.print(showProblem(problem));
    for (const { message, ...place } of warned)
      terminal.print(showProblem({ ...place, message: `warning: ${message}` }));
  }
  if (env['GITHUB_ACTIONS'] === 'true') {
    for (const problem of shown) actions.error(problem.message, annotation(problem));
    for (const warning of warned) actions.warning(warning.message, annotation(warning));
  }
  if (shown.length > 0) {
    const bad = new Set(shown.map(({ file }) => file)).size;
    throw new InputError(`${count(shown.length, 'error')} in ${bad} of ${count(files, 'file')}`);
  }
  if (options.json) return;
  const also = warned.length > 0 ? `, ${count(warned.length, 'warning')}` : '';
  terminal.print(`${count(files, 'file')}, no errors${also}`);
}

function annotation({ file, line, column }: Problem): actions.AnnotationProperties {
  return { file, startLine: line, startColumn: column, title: 'environment file' };
}
