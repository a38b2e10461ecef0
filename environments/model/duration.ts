/** Seconds of a time such as `30m` or `1h`; the schema has checked its form. */
export function seconds(duration: string): number {
  const count = Number.parseInt(duration, 10);
  return duration.endsWith('h') ? count * 3600 : count * 60;
}
