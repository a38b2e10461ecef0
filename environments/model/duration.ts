/** Seconds of a time such as `30m` or `1h`; the schema has checked its form. */
export function seconds(duration: string): number {
  const count = Number.parseInt(duration, 10);
  return duration.endsWith('h') ? count * 3600 : count * 60;
}

/** A whole number of minutes, in seconds, as the files write it: `90m`, `23h`. */
export function showDuration(length: number): string {
  return length % 3600 === 0 ? `${length / 3600}h` : `${length / 60}m`;
}

/** Seconds that a run of a job may take; undefined without a limit. */
export function timeoutSeconds({ timeout }: { readonly timeout: string }): number | undefined {
  return timeout === 'none' ? undefined : seconds(timeout);
}
