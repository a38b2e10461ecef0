/** What lets somebody in by one value of one attribute: most of it other clouds' than AWS. */
import type { Explain, Risk } from '../../finding.ts';
import type { Value } from '../../plan.ts';
import { elements, fingerprint } from '../../value.ts';
import { quote, type Words, words } from '../../words.ts';
import { at, isDone } from '../at.ts';
import { sayWhich } from '../kinds.ts';

/** A value that opens something. */
interface Opening {
  readonly kinds: RegExp;
  /** A list of blocks, each of which may open it. @default - the resource itself */
  readonly each?: string;
  /** Blocks that are there once are entered. */
  readonly path: readonly string[];
  readonly value: RegExp;
  /** What else must hold; @default nothing */
  readonly if?: (values: Value | undefined) => boolean;
  readonly say: (value: string) => Words;
  readonly risk: readonly [Risk, string];
}

const ANYONE = ['high', 'lets anyone in'] as const;
const ADMINISTRATOR = ['high', 'makes an administrator'] as const;
const INTERNET = ['high', 'opens to the internet'] as const;

const world = (): Words => words`anyone in the world is let in`;
const nearlyAll = (role: string): Words => words`as ${quote(role)} one may do nearly everything`;
const internet = (range: string): Words => words`can be reached from ${quote(range)}`;

const AZURE_INTERNET = /^(?:\*|0\.0\.0\.0\/0|Internet)$/;
const letsIn = (rule: Value | undefined): boolean =>
  at(rule, 'direction') === 'Inbound' && at(rule, 'access') === 'Allow';

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
    kinds: /^google_\w+_iam_(?:member|binding)$/,
    path: ['role'],
    value: /^roles\/(?:owner|editor|iam\.securityAdmin)$/,
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
    kinds: /^google_compute_firewall$/,
    path: ['source_ranges'],
    value: /^(?:0\.0\.0\.0|::)\/0$/,
    if: (values) =>
      at(values, 'direction') !== 'EGRESS' && elements(at(values, 'deny')).length === 0,
    say: internet,
    risk: INTERNET,
  },
  {
    kinds: /^azurerm_network_security_rule$/,
    path: ['source_address_prefix'],
    value: AZURE_INTERNET,
    if: letsIn,
    say: internet,
    risk: INTERNET,
  },
  {
    kinds: /^azurerm_network_security_group$/,
    each: 'security_rule',
    path: ['source_address_prefix'],
    value: AZURE_INTERNET,
    if: letsIn,
    say: internet,
    risk: INTERNET,
  },
  {
    kinds: /^aws_lambda_function_url$/,
    path: ['authorization_type'],
    value: /^NONE$/,
    say: world,
    risk: ANYONE,
  },
  {
    kinds: /^github_repository$/,
    path: ['visibility'],
    value: /^public$/,
    say: () => words`everyone in the world may read it`,
    risk: ['high', 'publishes a repository'],
  },
];

/** Finds values that let somebody in who wasn't before. */
export const openings: Explain = ({ change }) => {
  if (!isDone(change)) return [];
  return OPENINGS.filter(({ kinds }) => kinds.test(change.type)).flatMap((opening) => {
    const [old, now] = [change.before, change.after].map((values) => opened(opening, values));
    const [fresh] = [...(now ?? [])].flatMap(([key, value]) => (old?.has(key) ? [] : [value]));
    if (fresh === undefined) return [];
    const [risk, reason] = opening.risk;
    return [
      {
        about: 'permissions',
        words: words`${sayWhich(change)}: ${opening.say(fresh)}`,
        risk,
        reason,
        tells: [],
        permissions: 'widened',
      } as const,
    ];
  });
};

/** What opens it on one side: of each block by its name, of the resource by the value itself. */
function opened({ each, ...opening }: Opening, values: Value | undefined): Map<string, string> {
  const blocks = each === undefined ? [values] : elements(at(values, each));
  return new Map(
    blocks.flatMap((block) => {
      const value = openedBy(opening, block);
      const name = each === undefined ? value : fingerprint(at(block, 'name'));
      return value === undefined ? [] : [[name ?? '', value] as const];
    }),
  );
}

function openedBy(
  { path, value, if: holds = () => true }: Omit<Opening, 'each'>,
  values: Value | undefined,
): string | undefined {
  const found = elements(at(values, ...path)).find(
    (one) => typeof one === 'string' && value.test(one),
  );
  return found !== undefined && holds(values) ? String(found) : undefined;
}
