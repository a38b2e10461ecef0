import { createInterface } from 'node:readline/promises';
import { InputError, InterruptedError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks for a yes on a terminal. Where nobody can answer, as in a workflow, whoever started the
 * command has answered by starting it.
 *
 * @throws InterruptedError for any other answer, InputError if a person is there who can't see the question.
 */
export async function confirm(question: string, { live }: Terminal): Promise<void> {
  if (!process.stdin.isTTY) return;
  if (!live)
    throw new InputError(
      'this asks before it changes anything, and standard error is no terminal: add --yes',
    );
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D reject.
    const answer = await dialogue.question(`${question} [y/N] `).catch(() => '');
    if (!/^y(es)?$/i.test(answer.trim())) throw new InterruptedError('nothing was changed');
  } finally {
    dialogue.close();
  }
}
