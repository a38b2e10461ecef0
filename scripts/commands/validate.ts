import * as actions from '@actions/core';
import { showProblem } from '../../environments/model/load.ts';
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
export function validateCommand({ paths, env, terminal }: Context, options: ValidateOptions): void {
  const { names, problems } = loadAll(paths, options.dir);
  const unknown = options.environments.find((name) => !names.includes(name));
  if (unknown) throw missing('environment', unknown, names, options.dir ?? paths.environments);
  const wanted = (file: string): boolean =>
    options.environments.length === 0 ||
    /(^|\/)defaults\.yaml$/.test(file) ||
    options.environments.some((name) => file.endsWith(`/${name}.yaml`) || file === `${name}.yaml`);
  const shown = problems.filter(({ file }) => wanted(file));
  const files = names.length + 1;
  if (options.json) terminal.print(JSON.stringify({ files, problems: shown }, null, 2));
  else for (const problem of shown) terminal.print(showProblem(problem));
  if (env['GITHUB_ACTIONS'] === 'true') {
    for (const { file, line, column, message } of shown) {
      actions.error(message, {
        file,
        startLine: line,
        startColumn: column,
        title: 'environment file',
      });
    }
  }
  if (shown.length > 0) {
    const bad = new Set(shown.map(({ file }) => file)).size;
    throw new InputError(`${count(shown.length, 'error')} in ${bad} of ${count(files, 'file')}`);
  }
  if (!options.json) terminal.print(`${count(files, 'file')}, no errors`);
}
