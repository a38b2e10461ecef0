/** What holds data: it stays although no configuration names it any more, and nothing replaces it. */
import { TRANSIENT } from '../../environments/model/fixed.ts';
import type { Environment } from '../../environments/model/schema.ts';
import { InputError } from '../errors.ts';
import type { Locate } from './messages.ts';
import { plannedIn } from './plan-json.ts';
import type { Managed } from './state.ts';

/** A kind of resource whose content nobody can make again. */
interface DataKind {
  /** In words. */
  readonly words: string;
  /** The attribute with its name. */
  readonly name: string;
  /** Its settings are resources of their own: how their types begin, and where they name it. */
  readonly parts?: readonly [prefix: string, attribute: string];
  /** The attribute without which AWS refuses to delete one that isn't empty. */
  readonly force?: string;
}

/** Those of this repository, and those that a team may add in its extensions. */
const DATA_KINDS: Readonly<Record<string, DataKind>> = {
  aws_cloudwatch_log_group: {
    words: 'log group',
    name: 'name',
    parts: ['aws_cloudwatch_log_', 'log_group_name'],
  },
  aws_codecommit_repository: {
    words: 'repository',
    name: 'repository_name',
    parts: ['aws_codecommit_', 'repository_name'],
  },
  aws_db_instance: { words: 'database', name: 'identifier' },
  aws_dynamodb_table: { words: 'table', name: 'name', parts: ['aws_dynamodb_', 'table_name'] },
  aws_ecr_repository: {
    words: 'image repository',
    name: 'name',
    parts: ['aws_ecr_', 'repository'],
    force: 'force_delete',
  },
  aws_efs_file_system: { words: 'file system', name: 'id' },
  aws_kms_key: { words: 'key', name: 'id' },
  aws_rds_cluster: { words: 'database cluster', name: 'cluster_identifier' },
  aws_s3_bucket: {
    words: 'bucket',
    name: 'bucket',
    parts: ['aws_s3_bucket_', 'bucket'],
    force: 'force_destroy',
  },
  aws_secretsmanager_secret: { words: 'secret', name: 'name' },
};

/** The resource of a data kind in words, such as `log group /nightshift/dev/x`; undefined for others. */
export function dataIn({ type, values }: Pick<Managed, 'type' | 'values'>): string | undefined {
  const kind = DATA_KINDS[type];
  return kind && `${kind.words} ${values[kind.name]}`;
}

/** The resources of a parsed `cdk.tf.json`. */
export function configured(configuration: unknown): Managed[] {
  const { resource = {} } = configuration as {
    resource?: Record<string, Record<string, object>>;
  };
  return Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, values]) => ({
      address: `${type}.${name}`,
      type,
      values: values as Managed['values'],
    })),
  );
}

/** Of what is there: the data that is no longer wanted, with its settings. */
export function leaving(there: readonly Managed[], wanted: readonly Managed[]): Managed[] {
  const named = new Set(wanted.map(({ address }) => address));
  const gone = there.filter(({ address }) => !named.has(address));
  const data = gone.filter(isData);
  return gone.filter((one) => data.includes(one) || data.some((whole) => isPart(one, whole)));
}

/** Whether it is of a kind that holds data, and not marked as holding copies alone. */
function isData({ type, values }: Pick<Managed, 'type' | 'values'>): boolean {
  const tags = values['tags'] as Readonly<Record<string, unknown>> | null | undefined;
  return type in DATA_KINDS && tags?.['content'] !== TRANSIENT.content;
}

function isPart(part: Managed, whole: Managed): boolean {
  const { name = '', parts } = DATA_KINDS[whole.type] ?? {};
  if (!parts) return false;
  const [prefix, attribute] = parts;
  return part.type.startsWith(prefix) && part.values[attribute] === whole.values[name];
}

/**
 * Refuses a plan that would lose data: with `retain` any, with `destroy` what AWS would refuse
 * half-way, since Terraform reads from the state whether it may empty what it deletes.
 *
 * @param plan the output of `terraform show -json`.
 * @throws InputError naming all of it, each with its line.
 */
export function refuseLoss(
  plan: unknown,
  removalPolicy: Environment['removalPolicy'],
  locate: Locate,
): void {
  const found = plannedIn(plan).flatMap(({ address, type, change: { actions, before } }) => {
    const kind = DATA_KINDS[type];
    if (!kind || !before || !actions.includes('delete')) return [];
    if (!isData({ type, values: before })) return [];
    const origin = locate(address);
    const place = origin ? `${origin.file}:${origin.line}:${origin.column}: ` : '';
    const what = `${place}the ${dataIn({ type, values: before })}`;
    if (removalPolicy === 'retain') {
      const lost = actions.includes('create') ? 'replaced' : 'destroyed';
      return [
        `${what} would be ${lost}, and its content lost: leave what makes AWS need a new one as it is, or apply removalPolicy: destroy first`,
      ];
    }
    return kind.force === undefined || before[kind.force] === true
      ? []
      : [`${what} may not be emptied yet: apply removalPolicy: destroy first, then the removal`];
  });
  if (found.length > 0) throw new InputError(found.join('\n'));
}
