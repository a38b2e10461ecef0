/** The resources of a synthesised configuration, as the page needs them. */
import type { Configuration } from '../../stacks/app.ts';

/** One resource. */
export interface Resource {
  readonly type: string;
  /** As Terraform says it, such as `aws_vpc.network_vpc`. */
  readonly address: string;
  /** Names of its constructs below the stack: `network`, `vpc`. */
  readonly path: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** All resources, in the order of their addresses. */
export function resourcesOf(configuration: Configuration): Resource[] {
  const { resource } = configuration as {
    resource: Record<string, Record<string, { '//': { metadata: { path: string } } }>>;
  };
  return Object.entries(resource)
    .flatMap(([type, named]) =>
      Object.entries(named).map(([name, { '//': comment, ...values }]): Resource => {
        const path = comment.metadata.path.split('/').slice(1);
        return { type, address: `${type}.${name}`, path, values };
      }),
    )
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** The environment file's key that a resource follows from; undefined for what is always there. */
export function keyOf({ path: [first = '', second] }: Resource): string | undefined {
  if (second === undefined || !KEYS.has(first)) return undefined;
  return first === 'jobs' ? 'jobs.NAME' : first;
}

/** Constructs bear the names of keys. */
const KEYS: ReadonlySet<string> = new Set([
  'network',
  'pipeline',
  'image',
  'data',
  'logs',
  'alerts',
  'monitoring',
  'budget',
  'jobs',
]);
