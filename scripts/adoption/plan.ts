/** A plan that adopts what is there already. */
import { DescribeRouteTablesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { Environment } from '../../environments/model/schema.ts';
import type { Owned } from '../aws/owned.ts';
import {
  type Import,
  type PlanOptions,
  type Terraform,
  TerraformError,
} from '../terraform/driver.ts';
import { plannedIn } from '../terraform/plan-json.ts';
import { PARTS, TASK_DEFINITION } from './kinds.ts';
import { type Evidence, keyOf, matchOwned } from './match.ts';

/** What a plan with adoption came to. */
export interface AdoptingPlan {
  /** As `terraform show -json` gives it. */
  readonly plan: unknown;
  /** ARNs that bear our tags, and that nothing in the configuration stands for. */
  readonly orphans: readonly string[];
}

/** What a plan with adoption works with. */
export interface AdoptionProps {
  readonly terraform: Terraform;
  readonly ec2: EC2Client;
  /**
   * Lists once more what AWS has, after the plan: where an apply was cut off, a call that was under
   * way may be carried out after its end, and AWS' list is some seconds old.
   *
   * @default - one look is enough
   */
  readonly lookAgain?: () => Promise<Owned[]>;
}

/**
 * Plans, with an import of each thing that exists already and is proved to be this environment's.
 * An import that turns out to be of nothing, or of somebody else's, is left out, and planned
 * again: that costs a plan more, and only where something was left behind.
 */
export async function planAdopting(
  props: AdoptionProps,
  { project, name }: Pick<Environment, 'project' | 'name'>,
  evidence: Omit<Evidence, 'refused'>,
  options: Omit<PlanOptions, 'imports'> = {},
): Promise<AdoptingPlan> {
  const { terraform, ec2, lookAgain } = props;
  const refused = new Set<string>();
  let { owned } = evidence;
  for (;;) {
    const { imports, orphans } = matchOwned({ ...evidence, owned, refused });
    const attempt = async (): Promise<readonly [Import[], unknown]> => {
      const absent = await absentAssociations(ec2, imports);
      if (absent.length > 0) return [absent, undefined];
      const missing = await planned(terraform, { ...options, imports });
      if (missing.length > 0) return [missing, undefined];
      const plan = await terraform.show();
      return [turnedDown(plan, imports, { project, environment: name }), plan];
    };
    const [refusals, plan] = await attempt();
    for (const one of refusals) refused.add(keyOf(one));
    const known = new Set(owned.map(({ arn }) => arn));
    if (lookAgain) owned = await lookAgain();
    const news = owned.some(({ arn }) => !known.has(arn));
    if (refusals.length === 0 && !news) return { plan, orphans };
  }
}

/** Plans; the imports of which Terraform says that nothing is there. */
async function planned(terraform: Terraform, options: PlanOptions): Promise<Import[]> {
  try {
    await terraform.plan(options);
    return [];
  } catch (error) {
    const errors = error instanceof TerraformError ? error.errors : [];
    const addresses = errors
      .filter(({ summary }) => summary === 'Cannot import non-existent remote object')
      .map(({ detail = '' }) => /existing object to "([^"]+)"/.exec(detail)?.[1]);
    const missing = (options.imports ?? []).filter(({ to }) => addresses.includes(to));
    if (missing.length === 0) throw error;
    return missing;
  }
}

/** Of an association that isn't there, the provider's error names no address. */
async function absentAssociations(ec2: EC2Client, imports: readonly Import[]): Promise<Import[]> {
  const wanted = imports.filter(({ to }) => to.startsWith('aws_route_table_association.'));
  if (wanted.length === 0) return [];
  const subnets = wanted.map(({ id }) => id.slice(0, id.indexOf('/')));
  const { RouteTables = [] } = await ec2.send(
    new DescribeRouteTablesCommand({
      Filters: [{ Name: 'association.subnet-id', Values: [...new Set(subnets)] }],
    }),
  );
  const there = new Set(
    RouteTables.flatMap(({ Associations = [] }) =>
      Associations.map(({ SubnetId, RouteTableId }) => `${SubnetId}/${RouteTableId}`),
    ),
  );
  return wanted.filter(({ id }) => !there.has(id));
}

/** The imports that can't be proved ours now that Terraform has read them, or that nobody wants. */
function turnedDown(
  plan: unknown,
  imports: readonly Import[],
  tags: Readonly<Record<string, string>>,
): Import[] {
  const changes = plannedIn(plan);
  return imports.filter(({ to }) => {
    const found = changes.find(({ address, change }) => address === to && change.importing);
    if (!found || found.type in PARTS) return false;
    const { actions, before } = found.change;
    // Replaced, the revision that runs would go before the new one is there.
    if (found.type === TASK_DEFINITION && actions.includes('delete')) return true;
    const borne = before?.['tags_all'] as Readonly<Record<string, string>> | null | undefined;
    return Object.entries(tags).some(([key, value]) => borne?.[key] !== value);
  });
}
