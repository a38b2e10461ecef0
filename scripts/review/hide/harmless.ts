/**
 * Which secrets are sought in the rest of the plan. A port or a region may be marked, and hiding
 * it everywhere would leave nothing to review: such values are hidden where they are marked alone.
 */

/** Fewer characters stand in too many other texts by chance. */
export const SHORTEST = 6;

/** What everyone may know, by its form. Anything else that long is sought. */
const HARMLESS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['one word', /^[A-Za-z]?[a-z]{0,15}$|^[A-Z]{1,16}$/],
  ['number', /^-?\d{1,12}(?:\.\d{1,6})?$/],
  ['region or zone', /^[a-z]{2}(?:-[a-z]+){1,2}-?\d[a-f]?$/],
  ['instance type', /^(?:[a-z]+\.)?[a-z]+\d[a-z]*\.\d{0,2}[a-z]+$/],
  ['address of a network', /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/],
  ['version', /^v?\d+(?:\.\d+){1,3}$/],
  ['date', /^\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?$/],
  ['schedule', /^(?:cron|rate|at)\([\w ,:*?/#-]+\)$/],
  ['ARN', /^arn:[\w-]+:[\w-]*:[\w-]*:\d*:[\w./:*${}@+=,-]+$/],
  ['service of AWS', /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/],
  ['call of an API', /^[a-z0-9-]+:[A-Z][A-Za-z]*\*?$/],
  ['kind of content', /^(?:application|text|image|audio|video)\/[\w.+-]+$/],
];

/** Whether other texts are searched for it. */
export function isSought(text: string): boolean {
  const bare = text.trim();
  return bare.length >= SHORTEST && !HARMLESS.some(([, pattern]) => pattern.test(bare));
}
