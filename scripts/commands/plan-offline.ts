import { type LoadedEnvironment, showProblem } from '../../environments/model/load.ts';
import { type NextRun, sayNextRun } from '../../environments/model/next-run.ts';
import { SHIPPED_PRICES } from '../../environments/model/prices.ts';
import { type Origin, showPath } from '../../environments/model/source.ts';
import { configurationOf } from '../../stacks/app.ts';
import { EXTENSIONS_FILE, isExtension } from '../../stacks/extension-origin.ts';
import { type Context, openEnvironment } from '../context.ts';
import { checkExtensions } from '../extensions.ts';
import type { Effect } from '../review/attribute.ts';
import type { BlockChange } from '../review/compare.ts';
import { type OfflineReview, reviewOffline } from '../review/offline.ts';
import { count } from '../terminal.ts';
import { sayKept } from '../terraform/retain.ts';
import { openCompared } from './compared.ts';

/** Options of `plan --offline`. */
export interface OfflineOptions {
  readonly environment: string;
  /** Commit, branch or tag to compare with. @default with `set` the files as they are, else HEAD */
  readonly base?: string;
  /** Assignments such as `jobs.flight-delays.memory=1024`. @default none */
  readonly set?: readonly string[];
  readonly json?: boolean;
  /** @default the time of the call */
  readonly now?: Date;
}

/**
 * `plan <env> --offline`: what a change of the files would change, by comparing what they make
 * with what they made. Asks neither AWS nor Terraform, so it can't know what is there.
 *
 * @throws InputError if the files of either side have problems.
 */
export async function offlineCommand(
  context: Context,
  { environment: name, base, set = [], json = false, now = new Date() }: OfflineOptions,
): Promise<void> {
  const { paths, terminal } = context;
  const overlay = { environment: name, assignments: set };
  const after = await openEnvironment(paths, name, { overlay });
  await checkExtensions(after.environment);
  const { base: label, before, code } = await openCompared(context, name, { base, set });
  const review = reviewOffline({
    before,
    after,
    synthesise: configurationOf,
    prices: SHIPPED_PRICES,
    now,
  });
  // What was known before is no news of this change.
  const known = new Set(before?.warnings.map(({ message }) => message));
  for (const { message, ...place } of after.warnings)
    if (!known.has(message))
      terminal.note(showProblem({ ...place, message: `warning: ${message}` }));
  const sides = { before, after, code };
  if (json) terminal.print(JSON.stringify(toJson(name, label, review, sides), null, 2));
  else for (const line of show(name, label, review, sides)) terminal.print(line);
}

interface Sides {
  readonly before: LoadedEnvironment | undefined;
  readonly after: LoadedEnvironment;
  /** Code that differs; both sides are made by what lies here, so its effect isn't seen. */
  readonly code: readonly string[];
}

function show(name: string, label: string, review: OfflineReview, sides: Sides): string[] {
  const { attribution, bills, kept, runs } = review;
  const { blocks, effects, shared, together, elsewhere } = attribution;
  const lines = [`plan of ${name}, offline, against ${label}: ${showCounts(blocks)}`];
  if (!sides.before) lines.push('  the environment is new');
  for (const data of kept) lines.push(`  ${sayKept(data)}`);
  for (const [index, effect] of effects.entries()) {
    lines.push(`  ${showKey(effect, sides)}`);
    if (effect.blocks.length === 0) lines.push('      changes nothing in AWS');
    for (const block of effect.blocks) {
      const others = (shared.get(block.address) ?? []).filter((other) => other !== index);
      const also = others.map((other) => showPath(effects[other]?.change.path ?? []));
      lines.push(
        `      ${showBlock(block)}${also.length > 0 ? ` (changed by ${shorten(also)} too)` : ''}`,
      );
    }
  }
  for (const [cause, addresses] of [
    ['by several of these keys together:', together],
    ["by other environments' files:", elsewhere],
  ] as const) {
    if (addresses.length > 0) lines.push(`  ${cause}`);
    for (const address of addresses) {
      const block = blocks.get(address);
      if (block) lines.push(`      ${showBlock(block)}`);
    }
  }
  lines.push(...showBills(bills));
  for (const [job, { before, after }] of runs) lines.push(`${job}: ${showRuns(before, after)}`);
  if (sides.code.length > 0)
    lines.push(
      `code differs from ${label} (${shortenFiles(sides.code)}): what that changes, ./nightshift plan ${name} shows.`,
    );
  if (blocks.size > 0)
    lines.push(
      `AWS wasn't asked what is there, nor Terraform what it replaces: ./nightshift plan ${name} asks both.`,
    );
  return lines;
}

/** Enough names to go on with. */
function shorten(names: readonly string[]): string {
  const [first = '', second, ...rest] = names;
  if (second === undefined) return first;
  return rest.length === 0 ? `${first} and ${second}` : `${first} and ${rest.length + 1} more keys`;
}

function shortenFiles(files: readonly string[]): string {
  const [first = '', ...rest] = files;
  return rest.length === 0 ? first : `${first} and ${count(rest.length, 'more file')}`;
}

const WORDS = { create: 'new', update: 'changed', delete: 'gone' } as const;

function showCounts(blocks: ReadonlyMap<string, BlockChange>): string {
  const counts = (['create', 'update', 'delete'] as const).flatMap((action) => {
    const number = [...blocks.values()].filter((block) => block.action === action).length;
    return number > 0 ? [`${number} ${WORDS[action]}`] : [];
  });
  return counts.join(', ') || 'no changes';
}

/** Where a change was written; what is gone, where it stood. */
function placeOf({ change }: Effect, { before, after }: Sides): Origin {
  return (change.after === undefined ? (before ?? after) : after).origin(change.path);
}

function showKey(effect: Effect, sides: Sides): string {
  const { change } = effect;
  const { path } = change;
  const { file, line } = placeOf(effect, sides);
  const values = `${showValue(change.before)} → ${showValue(change.after)}`;
  const place = file.startsWith('--set ') ? '--set' : `${file}:${line}`;
  return `${showPath(path)}: ${values}  (${place})`;
}

function showValue(value: unknown): string {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

const SIGNS = { create: '+', update: '~', delete: '-' } as const;

function showBlock({ address, action, attributes }: BlockChange): string {
  const everywhere = address.startsWith('provider.') && attributes.includes('default_tags');
  const what = attributes.length > 0 ? `: ${attributes.join(', ')}` : '';
  const from = isExtension(address) ? ` (from ${EXTENSIONS_FILE})` : '';
  return `${SIGNS[action]} ${address}${what}${everywhere ? ' (on every resource)' : ''}${from}`;
}

function showBills({ before, after }: OfflineReview['bills']): string[] {
  if (!after) return ['bill: no prices for this region'];
  const now = after.total.usd;
  if (!before) return [`bill: $${now.toFixed(2)} a month`];
  const delta = now - before.total.usd;
  if (Math.abs(delta) < 0.00005) return [`bill: $${now.toFixed(2)} a month, as before`];
  const digits = Math.abs(delta) < 0.01 ? 4 : 2;
  const sign = delta < 0 ? '-' : '+';
  return [
    `bill: $${before.total.usd.toFixed(digits)} → $${now.toFixed(digits)} a month (${sign}$${Math.abs(delta).toFixed(digits)})`,
  ];
}

function showRuns(before: NextRun | undefined, after: NextRun | undefined): string {
  if (!after) return 'runs no more';
  const now = sayNextRun(after);
  return before && before.words !== after.words ? `${before.words} → ${now}` : now;
}

function toJson(
  environment: string,
  base: string,
  { attribution, bills, kept, runs }: OfflineReview,
  sides: Sides,
) {
  const { blocks, effects, shared, together, elsewhere } = attribution;
  return {
    environment,
    base,
    isNew: sides.before === undefined,
    keys: effects.map((effect) => ({
      key: showPath(effect.change.path),
      ...placeOf(effect, sides),
      before: effect.change.before ?? null,
      after: effect.change.after ?? null,
      changes: effect.blocks.map(withoutContent),
    })),
    shared: [...shared.keys()],
    together,
    elsewhere,
    changes: [...blocks.values()].map(withoutContent),
    code: sides.code,
    kept,
    monthlyUsd: { before: bills.before?.total.usd, after: bills.after?.total.usd },
    runs: Object.fromEntries(runs),
  };
}

function withoutContent({ address, action, attributes }: BlockChange) {
  return { address, action, attributes };
}
