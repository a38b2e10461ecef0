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
  // A reader that has read enough (`| head`, a pager, a lost connection) ends the output, not the
  // command: an apply that is under way must write its state.
  const closed = new Set<NodeJS.WriteStream>();
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
      closed.add(stream);
    });
  }
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    if (!closed.has(stream)) stream.write(text);
  };
  let shown = '';
  const clear = (): void => {
    if (shown) write(process.stderr, '\r\x1b[K');
    shown = '';
  };
  return {
    live,
    print(line) {
      clear();
      write(process.stdout, `${line}\n`);
    },
    note(line) {
      clear();
      write(process.stderr, `${line}\n`);
    },
    status(line) {
      if (!live) return;
      clear();
      shown = line.slice(0, (process.stderr.columns ?? 80) - 1);
      write(process.stderr, shown);
    },
  };
}

type Style = Parameters<typeof styleText>[0];

/** Colours text if standard output shows colours (a terminal, NO_COLOR unset). */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { validateStream: true, stream: process.stdout });
}

/** What standard output shows: whether colours, and how many columns. */
export function screen(): { readonly colour: boolean; readonly width: number } {
  const { columns = 120 } = process.stdout;
  return { colour: paint('bold', 'x') !== 'x', width: columns };
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
