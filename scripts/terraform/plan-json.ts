/** A plan as `terraform show -json` gives it: the part of it that is read here. */

type Action = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';

type Values = Readonly<Record<string, unknown>>;

/** What is planned for one resource. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly Action[];
    /** Null for what isn't there yet. */
    readonly before: Values | null;
    /** Null for what goes. */
    readonly after: Values | null;
    readonly importing?: unknown;
  };
}

interface Plan {
  readonly resource_changes?: readonly ResourceChange[];
}

/** All resources of a plan, also those that stay as they are. */
export function plannedIn(plan: unknown): readonly ResourceChange[] {
  return (plan as Plan).resource_changes ?? [];
}
