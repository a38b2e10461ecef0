/**
 * The entry: reads arguments, variables and streams, hands typed options to a command, and
 * turns what it throws into a sentence and an exit code. Commands are loaded when they are
 * called, so that --help costs nothing.
 */
import { setFlagsFromString } from 'node:v8';
import { CommanderError } from 'commander';
import { addCloudCommands } from './cli/cloud.ts';
import { addFileCommands } from './cli/files.ts';
import { addMachineCommands } from './cli/machine.ts';
import { context, exitCodeOfCommand, program } from './cli/program.ts';
import { addWorkflowCommands } from './cli/workflows.ts';
import { EXIT_CODE, FailedError, InputError, InterruptedError, notWritable } from './errors.ts';

// A command is over before the code that V8 makes by inlining pays for the making: with little of it
// a review of 10,000 changes takes a quarter less time on Node.js 20, and a twentieth less on 24.
// What later versions know of these flags, and make of them, was not measured.
if (Number.parseInt(process.versions.node, 10) <= 24) {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=100');
  setFlagsFromString('--no-turbo-inline-array-builtins');
}

addFileCommands();
addCloudCommands();
addMachineCommands();
addWorkflowCommands();

program.addHelpText(
  'after',
  `
Exit codes: 0 fine, 1 failed, 2 bad input or configuration (nothing was done), 130 interrupted;
exec ends with the job's own.`,
);

/** The sentence and the exit code for what a command threw. */
async function explain(error: unknown): Promise<readonly [message: string, exitCode: number]> {
  if (error instanceof CommanderError)
    return ['', error.exitCode === 0 ? EXIT_CODE.fine : EXIT_CODE.badInput];
  if (
    error instanceof InputError ||
    error instanceof FailedError ||
    error instanceof InterruptedError
  ) {
    return [error.message, error.exitCode];
  }
  const unwritable = notWritable(error);
  if (unwritable) return [unwritable, EXIT_CODE.badInput];
  const { explainAwsError } = await import('./aws/preflight.ts');
  const explained = explainAwsError(error, process.env);
  if (explained) return [explained.message, explained.exitCode];
  const { name, message, stack } = error as Error;
  return [
    process.env['NIGHTSHIFT_DEBUG'] ? (stack ?? message) : `${name}: ${message}`,
    EXIT_CODE.failed,
  ];
}

// Not exit(): what was written to a pipe must arrive.
try {
  await program.parseAsync();
  process.exitCode = exitCodeOfCommand();
} catch (error) {
  const [message, code] = await explain(error);
  if (message) context.terminal.note(message);
  process.exitCode = code;
}
