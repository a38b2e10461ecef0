import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FakeGitHub } from './fake.ts';

/** Which run of a workflow on a pull request. */
export interface RunProps {
  readonly pullRequest: number;
  readonly head: string;
  readonly run: number;
  /** @default 1 */
  readonly attempt?: number;
  /** @default that of every workflow */
  readonly token?: string;
  /** @default nowhere */
  readonly api?: string;
}

/** The commit of a push. */
export function headOf(push: number): string {
  return String(push).padStart(12, '0').padEnd(40, '0');
}

/** What GitHub sets in the environment of a step. */
export function runEnvironment(github: FakeGitHub, props: RunProps): NodeJS.ProcessEnv {
  const { pullRequest, head, run, attempt = 1, token = 'of-actions', api } = props;
  const event = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
  writeFileSync(
    event,
    JSON.stringify({
      action: 'synchronize',
      pull_request: { number: pullRequest, head: { sha: head } },
    }),
  );
  return {
    GITHUB_API_URL: api ?? 'http://api.test',
    GITHUB_EVENT_PATH: event,
    GITHUB_REPOSITORY: github.repository,
    GITHUB_RUN_ATTEMPT: String(attempt),
    GITHUB_RUN_ID: String(1000 + run),
    GITHUB_RUN_NUMBER: String(run),
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_TOKEN: token,
  };
}
