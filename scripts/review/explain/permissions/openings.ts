/** What lets somebody in by one value of one attribute: most of it other clouds' than AWS. */
import type { Explain, Risk } from '../../finding.ts';
import type { Value } from '../../plan.ts';
import { remembered } from '../../remembered.ts';
import { elements, member } from '../../value.ts';
import { quote, type Words, words } from '../../words.ts';
import { at, isDone } from '../at.ts';
import { sayWhich } from '../kinds.ts';

/** A value that opens something. */
interface Opening {
  readonly kinds: RegExp;
  /** Blocks and lists are entered. */
  readonly path: readonly string[];
  readonly value: RegExp;
  /** What else must hold; @default nothing */
  readonly if?: (values: Value | undefined) => boolean;
  /** Only where another value was before: of what is new it is the usual one. @default any */
  readonly lifts?: boolean;
  readonly say: (value: string) => Words;
  readonly risk: readonly [Risk, string];
}

const ANYONE = ['high', 'lets anyone in'] as const;
const ADMINISTRATOR = ['high', 'makes an administrator'] as const;
const INTERNET = ['high', 'opens to the internet'] as const;

const world = (): Words => words`anyone in the world is let in`;
const nearlyAll = (role: string): Words => words`as ${quote(role)} one may do nearly everything`;

const ADMIN_ROLE = /^roles\/(?:owner|editor|iam\.securityAdmin)$/;

const OPENINGS: readonly Opening[] = [
  {
    kinds: /^google_\w+_iam_member$/,
    path: ['member'],
    value: /^all(?:Authenticated)?Users$/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^google_\w+_iam_binding$/,
    path: ['members'],
    value: /^all(?:Authenticated)?Users$/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^google_\w+_iam_policy$/,
    path: ['policy_data', 'bindings', 'members'],
    value: /^all(?:Authenticated)?Users$/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^google_\w+_iam_policy$/,
    path: ['policy_data', 'bindings', 'role'],
    value: ADMIN_ROLE,
    say: nearlyAll,
    risk: ADMINISTRATOR,
  },
  {
    kinds: /^google_\w+_iam_(?:member|binding)$/,
    path: ['role'],
    value: ADMIN_ROLE,
    say: nearlyAll,
    risk: ADMINISTRATOR,
  },
  {
    kinds: /^azurerm_role_assignment$/,
    path: ['role_definition_name'],
    value: /^(?:Owner|Contributor|User Access Administrator)$/,
    say: nearlyAll,
    risk: ADMINISTRATOR,
  },
  {
    kinds: /^kubernetes_(?:cluster_)?role_binding(?:_v1)?$/,
    path: ['role_ref', 'name'],
    value: /^(?:cluster-)?admin$/,
    say: nearlyAll,
    risk: ADMINISTRATOR,
  },
  {
    kinds: /./,
    path: ['publicly_accessible'],
    value: /^true$/,
    say: () => words`can be reached from the internet`,
    risk: INTERNET,
  },
  {
    kinds: /^azurerm_\w+_firewall_rule$/,
    path: ['end_ip_address'],
    value: /^255\.255\.255\.255$/,
    if: (values) => at(values, 'start_ip_address') === '0.0.0.0',
    say: () => words`can be reached from the internet`,
    risk: INTERNET,
  },
  {
    kinds: /^aws_ami_launch_permission$/,
    path: ['group'],
    value: /^all$/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^aws_(?:db|rds)_(?:cluster_)?snapshot(?:_copy)?$/,
    path: ['shared_accounts'],
    value: /^all$/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^aws_(?:ami_launch|snapshot_create_volume)_permission$/,
    path: ['account_id'],
    value: /./,
    say: (account) => words`the account ${quote(account)} is let in`,
    risk: ['high', 'lets in another account'],
  },
  {
    kinds: /^aws_lambda_function_url$/,
    path: ['authorization_type'],
    value: /^NONE$/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^aws_api_gateway_method$/,
    path: ['authorization'],
    value: /^NONE$/,
    lifts: true,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^aws_apigatewayv2_route$/,
    path: ['authorization_type'],
    value: /^NONE$/,
    lifts: true,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^aws_ram_resource_share$/,
    path: ['allow_external_principals'],
    value: /^true$/,
    lifts: true,
    say: () => words`it may be shared with other accounts`,
    risk: ['high', 'lets in another account'],
  },
  {
    kinds: /^azurerm_/,
    path: ['public_network_access_enabled'],
    value: /^true$/,
    lifts: true,
    say: () => words`can be reached from the internet`,
    risk: INTERNET,
  },
  {
    kinds: /^azurerm_/,
    path: ['network_rules', 'default_action'],
    value: /^Allow$/,
    lifts: true,
    say: () => words`can be reached from the internet`,
    risk: INTERNET,
  },
  {
    kinds: /^azurerm_storage_account$/,
    path: ['allow_nested_items_to_be_public'],
    value: /^true$/,
    lifts: true,
    say: () => words`what is in it may be made public`,
    risk: ['high', 'may become public'],
  },
  {
    kinds: /^azurerm_storage_container$/,
    path: ['container_access_type'],
    value: /^(?:blob|container)$/,
    say: world,
    risk: ANYONE,
  },
  {
    // That of AWS' own buckets is told with their names.
    kinds: /^(?!aws_s3_)\w+_bucket(?:_acl)?$/,
    path: ['acl'],
    value: /^public/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^google_storage_\w*acl$/,
    path: ['predefined_acl'],
    value: /^public/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^google_storage_\w*access_control$/,
    path: ['entity'],
    value: /^all(?:Authenticated)?Users$/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^oci_objectstorage_bucket$/,
    path: ['access_type'],
    value: /^ObjectRead/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^gitlab_(?:project|group)$/,
    path: ['visibility_level'],
    value: /^public$/,
    say: () => words`everyone in the world may read it`,
    risk: ['high', 'publishes a repository'],
  },
  {
    kinds: /^aws_eks_access_policy_association$/,
    path: ['policy_arn'],
    value: /ClusterAdminPolicy$/,
    say: () => words`one may do nearly everything in the cluster`,
    risk: ADMINISTRATOR,
  },
  {
    kinds: /^github_repository$/,
    path: ['visibility'],
    value: /^public$/,
    say: () => words`everyone in the world may read it`,
    risk: ['high', 'publishes a repository'],
  },
];

const openingsOf = remembered((type) => OPENINGS.filter(({ kinds }) => kinds.test(type)));

/** Finds values that let somebody in who wasn't before. */
export const openings: Explain = ({ change }) => {
  if (!isDone(change)) return [];
  return openingsOf(change.type).flatMap((opening) => {
    const [old, now] = [change.before, change.after].map((values) => opened(opening, values));
    if (now === undefined || now === old || (opening.lifts && !change.before)) return [];
    const [risk, reason] = opening.risk;
    return [
      {
        about: 'permissions',
        words: words`${sayWhich(change)}: ${opening.say(now)}`,
        risk,
        reason,
        // Of a switch there is nothing more to say.
        tells: typeof at(change.after, ...opening.path) === 'boolean' ? [opening.path] : [],
        permissions: 'widened',
      } as const,
    ];
  });
};

/** The value that opens it on one side; undefined if none does. */
function opened(opening: Opening, values: Value | undefined): string | undefined {
  const { path, value, if: holds = () => true } = opening;
  if (member(values, path[0] ?? '') === undefined) return undefined;
  const found = reached(values, path).find(
    (one) => typeof one !== 'object' && value.test(String(one)),
  );
  return found !== undefined && holds(values) ? String(found) : undefined;
}

function reached(value: Value | undefined, path: readonly string[]): readonly Value[] {
  return path.reduce<readonly Value[]>(
    (found, name) => found.flatMap((one) => elements(member(one, name))),
    value === undefined ? [] : [value],
  );
}
