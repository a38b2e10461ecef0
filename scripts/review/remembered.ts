/** Names that are kept: those of a schema are few, those of a map may be many. */
const MOST = 100_000;

/** A judgement of names that is made once for each: a plan says the same names over and over. */
export function remembered<T>(judge: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined || known.has(name)) return found as T;
    const verdict = judge(name);
    if (known.size < MOST) known.set(name, verdict);
    return verdict;
  };
}
