import { describe, expect, test } from '@jest/globals';
import { InterruptedError } from './errors.ts';
import { runProcess } from './process.ts';

const node = (script: string, onLine?: (line: string) => void) =>
  runProcess({
    command: process.execPath,
    args: ['-e', script],
    cwd: '.',
    env: process.env,
    ...(onLine && { onLine }),
  });

describe('a program', () => {
  test('gives its lines, its errors and its exit code', async () => {
    expect(await node('console.log("a\\nb"); console.error("c"); process.exitCode = 3')).toEqual({
      code: 3,
      stdout: 'a\nb',
      stderr: 'c\n',
    });
  });

  test('gets Ctrl-C once, ends as it wants, and what called it is interrupted', async () => {
    const lines: string[] = [];
    const running = node(
      'let n = 0; process.on("SIGINT", () => { n++; setTimeout(() => { console.log("stopped after " + n); process.exit(0); }, 100); }); console.log("up"); setInterval(() => {}, 1000)',
      (line) => {
        lines.push(line);
        if (line === 'up') process.emit('SIGINT', 'SIGINT');
      },
    );

    await expect(running).rejects.toThrow(InterruptedError);
    expect(lines).toEqual(['up', 'stopped after 1']);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  test('that is not there is an error', async () => {
    await expect(runProcess({ command: '/no/such', args: [], cwd: '.', env: {} })).rejects.toThrow(
      'ENOENT',
    );
  });
});
