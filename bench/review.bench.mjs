import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOf } from './plans.mjs';

const root = join(import.meta.dirname, '..');
const bundle = join(root, '.nightshift', 'bundle', 'cli.js');
const SIZES = [10, 100, 1000, 10_000, 100_000];
/** Larger plans take a peer minutes. */
const PEER_SIZES = [10, 1000, 10_000];
/** What 10,000 changes may take, in seconds: the whole command, on the Node.js that workflows run. */
const LIMIT_SECONDS = 1;
const WORKFLOW_NODE = 24;
/** What a comment on GitHub holds. */
const LIMIT_CHARS = 65_536;
/** Ten times as many changes may take ten times as long, and so much for noise. */
const LINEAR = 10 * 1.15;

/** Tools for the same work, from the Python package index. */
const PEERS = [
  { name: 'tf-peek', version: '1.3.0', args: (file) => [file] },
  { name: 'readtheplan', version: '0.4.0', args: (file) => ['analyze', file] },
];

/** Peers are installed on first use: nothing else needs them. */
function installPeers() {
  const folder = join(root, '.nightshift', 'peers', 'plan-tools');
  const program = (name) => join(folder, 'bin', name);
  if (!PEERS.every(({ name }) => existsSync(program(name)))) {
    console.log(
      `installing ${PEERS.map(({ name, version }) => `${name} ${version}`).join(', ')} ...`,
    );
    const packages = PEERS.map(({ name, version }) => `${name}==${version}`);
    for (const [command, ...args] of [
      ['python3', '-m', 'venv', folder],
      [program('pip'), 'install', '--quiet', ...packages],
    ]) {
      const { status } = spawnSync(command, args, { stdio: 'inherit' });
      if (status !== 0) throw new Error(`${packages.join(' ')} could not be installed`);
    }
  }
  return program;
}

/** The Node.js that workflows run: this one, or npm's copy of it, which is fetched on first use. */
function workflowNode() {
  if (Number.parseInt(process.versions.node, 10) === WORKFLOW_NODE) return process.execPath;
  const folder = join(root, '.nightshift', 'peers', `node-${WORKFLOW_NODE}`);
  const program = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(program)) {
    console.log(`installing node ${WORKFLOW_NODE} ...`);
    const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
    const { status } = spawnSync('npm', [...args, `node@${WORKFLOW_NODE}`], { stdio: 'inherit' });
    if (status !== 0) throw new Error(`node ${WORKFLOW_NODE} could not be installed`);
  }
  return program;
}

/** Runs a command to its end: wall seconds and characters of its output. */
function time(command, args, env = {}) {
  const started = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(command, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.slice(0, 2000)}`);
  return { seconds, chars: stdout.length };
}

const ENV = { NIGHTSHIFT_ROOT: root };
const reviewOf = (file) => [bundle, 'review', '--plan', file];

/** The best of some reviews of a file: it tells what the work takes, the others what else the machine did. */
function best(node, file, runs) {
  const all = Array.from({ length: runs }, () => time(node, reviewOf(file), ENV));
  return all.reduce((one, other) => (other.seconds < one.seconds ? other : one));
}

/** The processor time of all threads of a review, and the most memory that it held. */
function usageOf(folder, file) {
  const usage = join(folder, 'usage');
  const probe = join(folder, 'probe.mjs');
  writeFileSync(
    probe,
    `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())));`,
  );
  time(process.execPath, ['--import', probe, ...reviewOf(file)], ENV);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(readFileSync(usage, 'utf8'));
  return { cpu: (userCPUTime + systemCPUTime) / 1e6, mebibytes: maxRSS / 1024 };
}

const row = (label, { seconds, cpu, chars, mebibytes }) =>
  console.log(
    [
      label.padEnd(26),
      `${seconds.toFixed(2)} s`.padStart(9),
      cpu === undefined ? '' : `${cpu.toFixed(2)} s of CPU`.padStart(16),
      `${chars.toLocaleString('en')} characters`.padStart(24),
      mebibytes === undefined ? '' : `${Math.round(mebibytes)} MiB`.padStart(10),
    ].join(''),
  );

/** Our review of plans of 10 to 100,000 changes, the whole command, beside two tools for the same. */
export default function review() {
  const program = installPeers();
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const failed = [];
  try {
    const fileOf = (size) => join(folder, `${size}.json`);
    const node = workflowNode();
    console.log(`Node.js ${process.versions.node}`);
    const times = new Map();
    for (const size of SIZES) {
      // One after the other: starting a process takes longer the more this one holds.
      const file = fileOf(size);
      writeFileSync(file, planOf(size));
      best(process.execPath, file, 1);
      const result = best(process.execPath, file, size > 10_000 ? 3 : 5);
      times.set(size, result.seconds);
      row(`${size.toLocaleString('en')} changes`, { ...result, ...usageOf(folder, file) });
      if (size === 10_000) {
        const there = best(node, file, 5);
        row(`  on Node.js ${WORKFLOW_NODE}`, there);
        if (there.seconds > LIMIT_SECONDS) failed.push(`10,000 took more than ${LIMIT_SECONDS} s`);
      }
      if (result.chars > LIMIT_CHARS) failed.push(`${size} changes are more than a comment holds`);
    }
    const start = times.get(10);
    const growth = (times.get(100_000) - start) / (times.get(10_000) - start);
    console.log(`100,000 against 10,000     ${growth.toFixed(2)} times`);
    if (growth > LINEAR) failed.push('worse than linear');
    for (const { name, version, args } of PEERS) {
      for (const size of PEER_SIZES) {
        const result = time(program(name), args(fileOf(size)));
        row(`${name} ${version}, ${size.toLocaleString('en')}`, result);
        console.log(`ratio                      ${(times.get(size) / result.seconds).toFixed(2)}`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  for (const message of failed) console.error(message);
  if (failed.length > 0) process.exitCode = 1;
}
