/** Whether a value has at most that many levels. */
export function nests(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels <= 0) return false;
  for (const one of Array.isArray(value) ? value : Object.values(value))
    if (!nests(one, levels - 1)) return false;
  return true;
}
