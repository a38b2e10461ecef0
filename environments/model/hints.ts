import { closest, distance } from 'fastest-levenshtein';

/** The known name that was probably meant; undefined if none is near. */
export function near(name: string, known: readonly string[]): string | undefined {
  const guess = known.length > 0 ? closest(name, [...known]) : undefined;
  const most = Math.max(2, name.length / 3);
  return guess !== undefined && distance(name, guess) <= most ? guess : undefined;
}

/** `there is no environment "prd": did you mean prod?`, or which there are. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const guess = near(name, known);
  const remedy = guess ? `did you mean ${guess}?` : `there are ${known.join(', ') || 'none'}`;
  return `there is no ${what} "${name}": ${remedy}`;
}
