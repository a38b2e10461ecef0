/** Writes one JSON object a line, as CloudWatch Logs Insights reads it. */
export interface Logger {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * Makes a logger that adds `base` to every line.
 *
 * @param write takes one finished line; standard output by default, which is what `awslogs` collects.
 */
export function createLogger(
  base: Readonly<Record<string, unknown>>,
  write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Logger {
  const log =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void =>
      write(JSON.stringify({ time: new Date().toISOString(), level, message, ...base, ...fields }));
  return { info: log('info'), error: log('error') };
}
