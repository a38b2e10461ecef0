/** Kinds that give somebody permissions, in whatever words their provider has for them. */
import type { Explain, FieldChange } from '../../finding.ts';
import { remembered } from '../../remembered.ts';
import { isNothing } from '../../value.ts';
import { words } from '../../words.ts';
import { differs, isDone } from '../at.ts';
import { sayWhich } from '../kinds.ts';
import { TAGS } from '../tags.ts';
import { closes } from './access.ts';

const KINDS: readonly RegExp[] = [
  /^google_\w+_iam_(?:member|binding|policy|custom_role)$/,
  /^azurerm_role_(?:assignment|definition)$/,
  /_key_vault_access_policy$/,
  /^kubernetes_(?:cluster_)?role(?:_binding)?(?:_v1)?$/,
  /_group_memberships?$/,
  /_(?:account|directory_role)_assignment$/,
  /^aws_eks_access_(?:entry|policy_association)$/,
  /^(?:aws_lakeformation|databricks)_permissions$/,
  /_grants?(?:_privileges_\w+)?$/,
  /_collaborators?$/,
  /^github_team_repository$/,
  /^vault_policy$/,
];

/** What says nothing of what is given, nor to whom. */
const ABOUT: readonly string[] = ['annotations', 'description', 'etag', 'id', 'timeouts', ...TAGS];

const isGiving = remembered((type) => KINDS.some((kind) => kind.test(type)));

/** Finds permissions that come, change or go. Of values that change nobody knows here which is more. */
export const gives: Explain = ({ change, fields: all }) => {
  if (!isGiving(change.type) || !isDone(change)) return [];
  const fields = all.filter(isOfGift);
  // Made anew, or with other labels, it gives what it gave.
  if (differs(change) && fields.length === 0) return [];
  const which = sayWhich(change);
  const about = 'permissions';
  if (change.action === 'delete')
    return [
      {
        about,
        words: words`destroys ${which}, and with it permissions`,
        risk: 'low',
        reason: 'destroys resources',
        tells: [[]],
        permissions: 'narrowed',
      },
    ];
  if (differs(change) && fields.every(goes))
    return [closes({ words: words`${which} gives fewer permissions` })];
  const created = change.action === 'create';
  if (created || fields.every(comes))
    return [
      {
        about,
        words: created
          ? words`new ${which} gives permissions`
          : words`${which} gives more permissions`,
        risk: 'medium',
        reason: 'widens permissions',
        tells: created ? [[]] : [],
        permissions: 'widened',
      },
    ];
  return [
    {
      about,
      words: words`${which} gives other permissions`,
      risk: 'medium',
      reason: 'changes permissions',
      tells: [],
      permissions: 'changed',
    },
  ];
};

function isOfGift({ path }: FieldChange): boolean {
  const steps = path[0] === 'metadata' ? path.slice(1) : path.slice(0, 1);
  return !steps.some((step) => ABOUT.includes(String(step)));
}

const comes = ({ before }: FieldChange): boolean => isNothing(before);
const goes = ({ after }: FieldChange): boolean => isNothing(after);
