import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { InterruptedError } from './errors.ts';

/** What asks this process to end: Ctrl-C, a supervisor, a terminal that closes. */
const PASSED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One run of a program to its end. */
export interface ProcessProps {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Takes the id of the process, as soon as there is one. */
  readonly onStart?: (pid: number) => void;
  /** Takes each line of standard output; without it the lines are collected. */
  readonly onLine?: (line: string) => void;
}

/** How it ended. */
export interface ProcessResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program and passes Ctrl-C on to it: Terraform then finishes what it has begun and
 * writes its state. It runs in a process group of its own, since a terminal sends Ctrl-C to
 * the whole group and Terraform takes the second one for "stop at once".
 *
 * @throws InterruptedError once it has ended after a signal.
 */
export async function runProcess(props: ProcessProps): Promise<ProcessResult> {
  const { command, args, cwd, env, onStart, onLine } = props;
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) onStart?.(child.pid);
  let interrupted = false;
  const pass = (): void => {
    interrupted = true;
    child.kill('SIGINT');
  };
  for (const signal of PASSED) process.on(signal, pass);
  try {
    const stdout: string[] = [];
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    const lines = createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('line', onLine ?? ((line) => stdout.push(line)));
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exit, signal) => resolve(exit ?? (signal ? 1 : 0)));
    });
    if (interrupted) throw new InterruptedError('interrupted; what was running ended in order');
    return { code, stdout: stdout.join('\n'), stderr };
  } finally {
    for (const signal of PASSED) process.off(signal, pass);
  }
}
