import { spawnSync } from 'node:child_process';

/** Runs a command to its end; throws if it fails. Returns wall seconds. */
function time({ command, args, cwd, env }) {
  const started = process.hrtime.bigint();
  const { status, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

/** The middle one of some numbers. */
export const median = (numbers) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/**
 * Times two commands in turn, after a warm-up of each, and prints medians and the median of
 * the ratios pair by pair: a machine that slows down slows both.
 */
export function compare({ ours, peer, runs = 7 }) {
  time(ours);
  time(peer);
  const pairs = Array.from({ length: runs }, () => [time(ours), time(peer)]);
  const show = (label, seconds) =>
    console.log(
      `${label.padEnd(24)} ${median(seconds).toFixed(2)} s   (${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}, ${runs} runs)`,
    );
  show(
    ours.label,
    pairs.map(([a]) => a),
  );
  show(
    peer.label,
    pairs.map(([, b]) => b),
  );
  const ratio = median(pairs.map(([a, b]) => a / b));
  console.log(`ratio                    ${ratio.toFixed(2)}`);
  return ratio;
}
