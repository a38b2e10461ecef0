import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { SHIPPED_PRICES } from '../../environments/model/prices.ts';
import type { Context } from '../context.ts';
import { InputError } from '../errors.ts';
import { review } from '../review/assemble.ts';
import type { Files } from '../review/files.ts';
import { textOfBytes } from '../review/read/bytes.ts';
import { readPlan } from '../review/read.ts';
import { jsonText, renderComment, toJson } from '../review/render/index.ts';

/** Options of `review`. */
export interface ReviewOptions {
  /** File of `terraform show -json`'s output; `-` is standard input. */
  readonly plan: string;
  /** The environment whose plan it is. @default - anyone's: no key is known */
  readonly environment?: string;
  /** What the environment's files are compared with. @default HEAD */
  readonly base?: string;
  /** Longest output. @default what fits into a comment on GitHub */
  readonly maxChars?: string;
  /** Names of values that are hidden, beside those that look secret; with `*`. @default none */
  readonly hide?: readonly string[];
  readonly json?: boolean;
  /** @default the time of the call */
  readonly now?: Date;
}

/** Below this not even the verdict fits. */
const LEAST_CHARS = 500;

/**
 * `review --plan FILE|-`: any plan as the comment would say it, as Markdown.
 *
 * @throws InputError if there is no plan in it.
 */
export async function reviewCommand(
  context: Context,
  {
    plan: file,
    environment,
    base,
    maxChars,
    hide = [],
    json = false,
    now = new Date(),
  }: ReviewOptions,
  input: NodeJS.ReadableStream = process.stdin,
): Promise<void> {
  const most = charsOf(maxChars);
  const plan = readPlan(textOfBytes(file === '-' ? await buffer(input) : await read(file)));
  const files = environment === undefined ? undefined : await filesOf(context, environment, base);
  const made = review({ plan, now, files, hidden: hide });
  context.terminal.print(
    json
      ? jsonText(toJson(made))
      : renderComment([{ kind: 'review', environment: environment ?? '', review: made }], {
          ...(most !== undefined && { maxChars: most }),
        }).trimEnd(),
  );
}

/** What only this takes is loaded here: most plans come without an environment. */
async function filesOf(context: Context, name: string, base: string | undefined): Promise<Files> {
  const { openEnvironment } = await import('../context.ts');
  const { tryCompared } = await import('./compared.ts');
  const after = await openEnvironment(context.paths, name);
  const compared = await tryCompared(context, name, { base });
  // Loading the constructs takes as long as reviewing a thousand changes.
  const { configurationOf } = await import('../../stacks/app.ts');
  return { after, compared, synthesise: configurationOf, prices: SHIPPED_PRICES };
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      `${file} cannot be read (${code}): name a file that terraform show -json wrote, or - for standard input`,
    );
  }
}

function charsOf(asked: string | undefined): number | undefined {
  if (asked === undefined) return undefined;
  const number = /^\d{1,9}$/.test(asked) ? Number(asked) : 0;
  if (number >= LEAST_CHARS) return number;
  throw new InputError(`--max-chars ${asked} is no number of ${LEAST_CHARS} or more`);
}
