import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from './compare.mjs';

const root = join(import.meta.dirname, '..');
const bundle = join(root, '.nightshift', 'bundle', 'cli.js');
const RUNS = 5;
const JOBS = 10;
const SIZES = [3, 30];
/** How much dearer a job may be among ten times as many. */
const LIMIT = 1.5;
/** What an offline plan may take, in seconds. */
const OFFLINE_LIMIT = 3;

/** What one file can cost a pull request, in seconds. */
const LARGE_LIMIT = 5;

/** A checkout with so many environments of ten jobs, each job different. */
function checkout(environments) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  mkdirSync(join(folder, 'job', 'handlers'), { recursive: true });
  mkdirSync(join(folder, 'environments'));
  cpSync(
    join(root, 'job', 'handlers', 'flight-delays.ts'),
    join(folder, 'job', 'handlers', 'flight-delays.ts'),
  );
  const defaults = readFileSync(join(root, 'environments', 'defaults.yaml'), 'utf8');
  writeFileSync(join(folder, 'environments', 'defaults.yaml'), defaults.replace(/^jobs:.*/ms, ''));
  // What every command starts with: an environment without jobs.
  writeFileSync(join(folder, 'environments', 'e0.yaml'), '');
  for (let environment = 1; environment <= environments; environment++) {
    const jobs = Array.from({ length: JOBS }, (_, job) =>
      [
        `  job-${job}:`,
        '    handler: flight-delays',
        `    schedule: cron(${(environment + job) % 60} ${job} ? * MON-FRI *)`,
        '    timezone: Europe/Berlin',
        `    input: in-${job}/`,
        `    output: out-${job}/`,
        '    permissions:',
        '      - actions: [dynamodb:GetItem, dynamodb:Query]',
        `        resources: ["arn:aws:dynamodb:eu-central-1:123456789012:table/t-${job}"]`,
      ].join('\n'),
    );
    writeFileSync(
      join(folder, 'environments', `e${environment}.yaml`),
      `jobs:\n${jobs.join('\n')}\n`,
    );
  }
  return folder;
}

/** Runs a command of a checkout; wall seconds, and the most memory it held in MiB. */
function measure(folder, args, expected = 0) {
  const memory = join(folder, 'memory');
  const probe = `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(${JSON.stringify(memory)}, String(process.resourceUsage().maxRSS)));`;
  const probeFile = join(folder, 'probe.mjs');
  writeFileSync(probeFile, probe);
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--import', probeFile, bundle, ...args], {
    cwd: folder,
    env: { ...process.env, NIGHTSHIFT_ROOT: folder, NIGHTSHIFT_DIR: join(folder, '.nightshift') },
    encoding: 'utf8',
  });
  if (status !== expected) throw new Error(`${args.join(' ')}: ${stderr}`);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { seconds, mebibytes: Number(readFileSync(memory, 'utf8')) / 1024 };
}

function medians(folder, args) {
  const runs = Array.from({ length: RUNS }, () => measure(folder, args));
  return {
    seconds: median(runs.map(({ seconds }) => seconds)),
    mebibytes: median(runs.map(({ mebibytes }) => mebibytes)),
  };
}

const show = (label, { seconds, mebibytes }) =>
  console.log(`${label.padEnd(44)} ${seconds.toFixed(2)} s   ${mebibytes.toFixed(0)} MiB`);

/** The model at two sizes, one the peer of the other: a job must not grow dearer among many. */
export default function model() {
  spawnSync(join(root, 'nightshift'), ['--version'], { stdio: 'ignore' });
  const folders = SIZES.map(checkout);
  const empty = checkout(0);
  try {
    const failures = [];
    for (const args of [['validate'], ['synth']]) {
      const start = medians(empty, args);
      const [small, large] = folders.map((folder) => medians(folder, args));
      show(`${args[0]}, nothing`, start);
      show(`${args[0]}, ${SIZES[0]} environments of ${JOBS} jobs`, small);
      show(`${args[0]}, ${SIZES[1]} environments of ${JOBS} jobs`, large);
      const perJob = ({ seconds }, environments) => (seconds - start.seconds) / environments / JOBS;
      const ratio = perJob(large, SIZES[1]) / perJob(small, SIZES[0]);
      console.log(
        `${''.padEnd(44)} ${(perJob(large, SIZES[1]) * 1000).toFixed(1)} ms a job, ratio ${ratio.toFixed(2)}`,
      );
      if (ratio > LIMIT) failures.push(`${args[0]}: a job takes ${ratio.toFixed(2)} times as long`);
    }
    const change = (jobs) =>
      Array.from({ length: jobs }, (_, job) => ['--set', `jobs.job-${job}.memory=1024`]).flat();
    for (const keys of [1, JOBS]) {
      for (const [index, folder] of folders.entries()) {
        const measured = medians(folder, ['plan', 'e1', '--offline', ...change(keys)]);
        show(`offline plan of ${keys} keys, ${SIZES[index]} environments`, measured);
        if (measured.seconds > OFFLINE_LIMIT)
          failures.push(`an offline plan takes more than ${OFFLINE_LIMIT} s`);
      }
    }
    writeFileSync(join(empty, 'environments', 'large.yaml'), `owner:\n${'-\n'.repeat(125_000)}`);
    const large = measure(empty, ['validate'], 2);
    show('validate, a file of 250 KiB with an error', large);
    if (large.seconds > LARGE_LIMIT) failures.push(`a large file takes more than ${LARGE_LIMIT} s`);
    for (const failure of failures) console.error(failure);
    if (failures.length > 0) process.exitCode = 1;
  } finally {
    for (const folder of [empty, ...folders]) rmSync(folder, { recursive: true, force: true });
  }
}
