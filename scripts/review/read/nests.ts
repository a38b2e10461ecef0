/** Whether a value has at most that many levels. */
export function nests(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels <= 0) return false;
  if (Array.isArray(value)) return value.every((one) => nests(one, levels - 1));
  // A list of its members would be made for each object of a large plan.
  for (const name in value)
    if (!nests((value as Record<string, unknown>)[name], levels - 1)) return false;
  return true;
}
