/** Whether a value has at most that many levels. */
export function nests(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((one) => nests(one, levels - 1));
}
