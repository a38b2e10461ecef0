/** Access to JSON that anyone may have written: no member is taken for granted. */

/** The members of a JSON object. */
export type Members = Readonly<Record<string, unknown>>;

/** The value as an object's members; undefined for anything else. */
export function members(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Members)
    : undefined;
}

/** A member that the object has itself: `constructor` and the like are data here. */
export function own(value: unknown, name: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, name) ? (value as Record<string | number, unknown>)[name] : undefined;
}

/** The objects of a list; none if it isn't one. */
export function listOf(value: unknown): Members[] {
  return Array.isArray(value) ? value.map(members).filter((one) => one !== undefined) : [];
}

/** A member that is a text with something in it. */
export function textOf(value: unknown, name: string): string | undefined {
  const text = own(value, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}
