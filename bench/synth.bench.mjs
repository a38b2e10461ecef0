import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare } from './compare.mjs';

const CDKTF_CLI = '0.21.0';
/** Our share of the peer's time, at the most. */
const LIMIT = 0.35;
const root = join(import.meta.dirname, '..');

/** The peer is installed on first use: it is large, and nothing else needs it. */
function installPeer() {
  const folder = join(root, '.nightshift', 'peers', `cdktf-cli-${CDKTF_CLI}`);
  const program = join(folder, 'node_modules', '.bin', 'cdktf');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    console.log(`installing cdktf-cli ${CDKTF_CLI} ...`);
    const { status } = spawnSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--loglevel=error', `cdktf-cli@${CDKTF_CLI}`],
      { cwd: folder, stdio: 'inherit' },
    );
    if (status !== 0) throw new Error(`cdktf-cli could not be installed`);
  }
  return program;
}

/** Our synth against cdktf's own, on this repository: every environment to its configuration. */
export default function synth() {
  const env = { CHECKPOINT_DISABLE: '1', DISABLE_VERSION_CHECK: '1', CI: '1' };
  const ratio = compare({
    ours: {
      label: './nightshift synth',
      command: join(root, 'nightshift'),
      args: ['synth'],
      cwd: root,
      env,
    },
    peer: {
      label: `cdktf synth (${CDKTF_CLI})`,
      command: installPeer(),
      args: ['synth'],
      cwd: root,
      env,
    },
  });
  if (ratio > LIMIT) {
    console.error(`more than ${LIMIT} of its time`);
    process.exitCode = 1;
  }
}
