import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare } from './compare.mjs';

/** Our share of the peer's time, at the most. */
const LIMIT = 1.25;
const root = join(import.meta.dirname, '..');
const nightshift = join(root, 'nightshift');
/** Starts an embedded AWS below a folder; the variables that lead to it. */
function startWorld(home) {
  const env = {
    ...process.env,
    NIGHTSHIFT_DIR: home,
    NIGHTSHIFT_CACHE_DIR: process.env.NIGHTSHIFT_CACHE_DIR ?? join(root, '.nightshift', 'cache'),
    NIGHTSHIFT_TERRAFORM_DIR: join(home, 'terraform'),
    NIGHTSHIFT_TERRAFORM_OVERRIDE: join(root, 'scripts', 'emulator', 'override.tf.json'),
  };
  const args = ['emulator', 'start', '--env', 'dev'];
  const printed = execFileSync(nightshift, args, { env, cwd: root, encoding: 'utf8' });
  return {
    ...env,
    AWS_ENDPOINT_URL: /http:\S+/.exec(printed)[0],
    AWS_REGION: 'eu-central-1',
    // It takes any.
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
}

/**
 * Our plan of a deployed environment, the whole command, against what Terraform alone takes for
 * the same plan in the same folder.
 */
export default function plan() {
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  const env = startWorld(home);
  try {
    console.log('deploying dev, for about a minute ...');
    execFileSync(nightshift, ['apply', 'dev', '--yes'], { env, cwd: root, stdio: 'ignore' });
    const folder = join(env.NIGHTSHIFT_TERRAFORM_DIR, 'dev', 'stacks', 'dev');
    const ratio = compare({
      ours: {
        label: './nightshift plan',
        command: nightshift,
        args: ['plan', 'dev'],
        cwd: root,
        env,
      },
      peer: {
        label: 'terraform plan, show',
        command: 'sh',
        args: ['-c', 'terraform plan -out=peer.tfplan && terraform show -json peer.tfplan'],
        cwd: folder,
        env: { ...env, TF_CLI_CONFIG_FILE: join(folder, 'cli.tfrc'), CHECKPOINT_DISABLE: '1' },
      },
    });
    if (ratio > LIMIT) {
      console.error(`more than ${LIMIT} of its time`);
      process.exitCode = 1;
    }
  } finally {
    execFileSync(nightshift, ['emulator', 'stop'], { env });
    rmSync(home, { recursive: true, force: true });
  }
}
