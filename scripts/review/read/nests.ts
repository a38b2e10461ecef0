/** Whether a value has at most that many levels. */
export function nests(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels <= 0) return false;
  // By hand: a list or a function for each object of a large plan would take as long as its JSON.
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++)
      if (!nests(value[index], levels - 1)) return false;
    return true;
  }
  for (const name in value)
    if (!nests((value as Record<string, unknown>)[name], levels - 1)) return false;
  return true;
}
