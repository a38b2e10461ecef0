/**
 * Instants and what a clock on the wall shows. A wall clock time is a number: milliseconds as if
 * the clock showed UTC, so that days and weekdays are plain arithmetic.
 */
import { Temporal } from 'temporal-polyfill';

/** An instant from which on a zone's clocks are ahead of UTC by another offset, in milliseconds. */
export interface ClockChange {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

const asked = new Map<string, boolean>();

/** Whether AWS takes a time zone: a name of the IANA database. Kept, since every rule asks. */
export function isTimeZone(name: string): boolean {
  const answer = asked.get(name) ?? isKnown(name);
  asked.set(name, answer);
  return answer;
}

/** Every zone by the name that this Node.js prefers; the IANA database has others for some. */
export const TIME_ZONES: readonly string[] = [...Intl.supportedValuesOf('timeZone'), 'UTC'];

/**
 * A place by the database's spelling. Intl also takes offsets, abbreviations of its own (JST),
 * and any case, none of which AWS' documents offer.
 */
const PLACE =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Europe|Indian|Mexico|Pacific|US)(\/[A-Z][A-Za-z_-]*[a-z][A-Za-z_-]*){1,2}$|^Etc\/(UTC|GMT([+-]\d{1,2})?)$/;

function isKnown(name: string): boolean {
  if (TIME_ZONES.includes(name)) return true;
  const spelledOtherwise = TIME_ZONES.some((zone) => zone.toLowerCase() === name.toLowerCase());
  if (spelledOtherwise || !PLACE.test(name)) return false;
  try {
    zoned(0, name);
    return true;
  } catch {
    return false;
  }
}

/** What the clock shows at an instant. */
export function wallOf(instant: number, timezone: string): number {
  return instant + offsetAt(instant, timezone);
}

/** How far a zone's clocks are ahead of UTC, in milliseconds. */
export function offsetAt(instant: number, timezone: string): number {
  return zoned(instant, timezone).offsetNanoseconds / 1e6;
}

/** The first instant at which the clock shows a time; undefined if a change skips it. */
export function instantOf(wall: number, timezone: string): number | undefined {
  const local = zoned(wall, 'UTC').toPlainDateTime();
  const found = local.toZonedDateTime(timezone, { disambiguation: 'earlier' }).epochMilliseconds;
  // In a gap Temporal answers with the time as long before it.
  return wallOf(found, timezone) === wall ? found : undefined;
}

/** The clock changes of a zone after `from`, up to `to`. */
export function* clockChanges(timezone: string, from: number, to: number): Generator<ClockChange> {
  let next = zoned(from, timezone).getTimeZoneTransition('next');
  while (next && next.epochMilliseconds <= to) {
    const at = next.epochMilliseconds;
    yield { at, before: offsetAt(at - 1, timezone), after: next.offsetNanoseconds / 1e6 };
    next = next.getTimeZoneTransition('next');
  }
}

function zoned(instant: number, timezone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone);
}
