import { createInterface } from 'node:readline/promises';
import { InterruptedError } from './errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Asks for a yes on a terminal. Where nobody can answer, as in a workflow or a pipe, whoever
 * started the command has answered by starting it.
 *
 * @throws InterruptedError for any other answer.
 */
export async function confirm(question: string, { live }: Terminal): Promise<void> {
  if (!live || !process.stdin.isTTY) return;
  const dialogue = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await dialogue.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw new InterruptedError('nothing was changed');
  } finally {
    dialogue.close();
  }
}
