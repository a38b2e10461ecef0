import type { Environment } from './schema.ts';

/** Environments in the order in which they are applied: each behind the one it promotes from, else by name. */
export function inPromotionOrder<T extends Pick<Environment, 'name' | 'promotesFrom'>>(
  environments: readonly T[],
): T[] {
  const byName = new Map(environments.map((environment) => [environment.name, environment]));
  const ordered = new Set<T>();
  const add = (environment: T, waiting: readonly T[]): void => {
    const before = byName.get(environment.promotesFrom ?? '');
    // A circle is a rule's to refuse; here it only must not go round forever.
    if (before && !waiting.includes(before)) add(before, [...waiting, environment]);
    ordered.add(environment);
  };
  for (const environment of [...environments].sort((a, b) => (a.name < b.name ? -1 : 1)))
    add(environment, [environment]);
  return [...ordered];
}
