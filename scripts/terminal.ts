import { styleText } from 'node:util';

/** Where a command speaks: results to standard output, all else to standard error. */
export interface Terminal {
  /** A line of the result. */
  print(line: string): void;
  /** A line about what is going on. */
  note(line: string): void;
  /** Shows a line in the place of the last one; on a pipe nothing, there `note` is for. */
  status(line: string): void;
  /** A person watches the notes. */
  readonly live: boolean;
}

/** A terminal on the process' own streams. */
export function processTerminal(): Terminal {
  const live = process.stderr.isTTY === true;
  // `| head` has read enough: no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  let shown = '';
  const clear = (): void => {
    if (shown) process.stderr.write('\r\x1b[K');
    shown = '';
  };
  return {
    live,
    print(line) {
      clear();
      process.stdout.write(`${line}\n`);
    },
    note(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    status(line) {
      if (!live) return;
      clear();
      shown = line.slice(0, (process.stderr.columns ?? 80) - 1);
      process.stderr.write(shown);
    },
  };
}

type Style = Parameters<typeof styleText>[0];

/** Colours text if standard output shows colours (a terminal, NO_COLOR unset). */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { validateStream: true, stream: process.stdout });
}

/** Rows as aligned columns, numbers to the right; the first row is the head. */
export function table(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const text = String(cell);
        const width = widths[column] ?? 0;
        return typeof rows.at(-1)?.[column] === 'number'
          ? text.padStart(width)
          : text.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Seconds as people read them: `0.4 s`, `41 s`, `2 min 5 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `1 object`, `2 objects`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
