/** What all commands are declared with. */
import { Command } from 'commander';
import type { Context } from '../context.ts';
import { EXIT_CODE } from '../errors.ts';
import { pathsFrom } from '../paths.ts';
import { processTerminal } from '../terminal.ts';

const VERSION = '0.1.0';

const paths = pathsFrom(process.env, process.cwd());

/** What every command is given. */
export const context: Context = { paths, env: process.env, terminal: processTerminal() };

/** Exit code of a command that ended without an error. */
let ownExitCode: number = EXIT_CODE.fine;

/** For a command that ends with codes of its own. */
export function endWith(exitCode: number): void {
  ownExitCode = exitCode;
}

/** What the command that has ended without an error ends with. */
export function exitCodeOfCommand(): number {
  return ownExitCode;
}

/** The option of each command that asks AWS. */
export interface Local {
  readonly local?: boolean;
}

export const LOCAL = [
  '--local',
  'use the embedded AWS on this machine, starting it if needed',
] as const;

/** `--local`: sets the variables that lead to the embedded AWS; no command knows more of it. */
export async function goLocal(environment: string, port?: string): Promise<void> {
  const { openEnvironment } = await import('../context.ts');
  const local = await import('../local.ts');
  const { environment: wanted } = await openEnvironment(paths, environment);
  await local.goLocal(wanted, process.env, port);
  Object.assign(paths, pathsFrom(process.env, process.cwd()));
}

export const program = new Command('nightshift')
  .description('Cheap, reliable batch jobs on AWS, run from Git.')
  .version(VERSION)
  .exitOverride()
  .showSuggestionAfterError()
  .configureHelp({ showGlobalOptions: false });

/** Declares a command; `--help` lists them in this order. */
export function command(
  nameAndArguments: string,
  description: string,
  examples: readonly string[],
): Command {
  return program
    .command(nameAndArguments)
    .description(description)
    .exitOverride()
    .addHelpText(
      'after',
      `\nExamples:\n${examples.map((line) => `  ./nightshift ${line}`).join('\n')}`,
    );
}

/** Gathers an option that may be repeated. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];
