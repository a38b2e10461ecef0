/** What keeps data from being lost: protections that are lifted, versions, backups, times of keeping. */
import { count } from '../../terminal.ts';
import type { Explain, FieldChange, Finding, Risk } from '../finding.ts';
import { type Change, UNKNOWN, type Value } from '../plan.ts';
import { remembered } from '../remembered.ts';
import { isNothing, isOpaque } from '../value.ts';
import { quote, type Words, words } from '../words.ts';
import { asNumber, asText, at, differs, dotted } from './at.ts';
import { kindOf, nameOf } from './kinds.ts';
import { duration, finding, labelOf, move, show } from './say.ts';

type Said = readonly [words: Words, risk?: readonly [Risk, string] | undefined];

/** What one attribute means, wherever it ends with that place. */
type Says = (field: FieldChange, change: Change) => Said | undefined;

const LIFTS = ['medium', 'lifts a protection'] as const;
const SHORTENS = ['medium', 'shortens how long data is kept'] as const;
const BACKUP = ['medium', 'removes a backup'] as const;

/** By the last name of a place, or its last two. */
const SAYS: Readonly<Record<string, Says>> = {
  force_destroy: mayBeEmptied,
  force_delete: mayBeEmptied,
  disable_api_termination: protection,
  skip_final_snapshot: lastSnapshot,
  'versioning_configuration.status': versioning,
  'versioning.enabled': versioning,
  'point_in_time_recovery.enabled': pointInTime,
  point_in_time_recovery_enabled: pointInTime,
  backup_retention_period: backups,
  snapshot_retention_limit: backups,
  retention_in_days: retention('days', true),
  message_retention_seconds: retention('seconds'),
  retention_period: retention('hours'),
  kms_master_key_id: encryption,
  kms_key_id: encryption,
  sse_algorithm: silent,
  bucket_key_enabled: silent,
};

/** The same by what is in the last names of a place, in any provider. The first that fits counts. */
const LIKE: readonly (readonly [name: RegExp, says: Says])[] = [
  [/(?:delet(?:e|ion)|destroy|termination|purge)_protection(?:_enabled)?$/, protection],
  [/(?:^|\.)backup_retention(?:_in)?_days$/, backups],
  [/(?:^|[._])retention(?:_in)?_days$/, retention('days')],
  [
    /encrypt|(?:^|[._])(?:audit|mfa|ssl|tls|waf)(?:[._]|$)|https(?:_traffic)?_only|_logs?\.|logging|rotation|validation|soft_delete|backup|uniform_bucket|scan_on_push|enforce|(?:^|[._])require[sd]?_|_required$/,
    switchedOff,
  ],
  [/public_access_prevention$|http_tokens$|tag_mutability$/, switchedOff],
  [/(?:^|[._])(?:privileged|host_network|host_pid|allow_privilege_escalation)$/, asHost],
];

/** Kinds that are a protection themselves, by a switch of theirs. */
const GUARDS =
  /_(?:cloudtrail|configuration_recorder\w*|flow_logs?|guardduty_detector|kms_key|macie2_account)$/;

/** Kinds whose removal leaves something without its protection. */
const REMOVED =
  /_(?:branch_protection(?:_v\d)?|cloudtrail|configuration_recorder|flow_logs?|guardduty_detector|management_lock|organizations_policy_attachment|repository_ruleset|securityhub_account|waf\w*_association)$/;

export const explainSafety: Explain = ({ change, fields }) => {
  if (change.action === 'delete') return removed(change);
  if (!differs(change)) return [];
  return fields.flatMap((field) => says(field, change));
};

function says(field: FieldChange, change: Change): Finding[] {
  const place = dotted(field.path);
  const say = sayOf(place) ?? (isSwitchOf(change, place) ? switchedOff : undefined);
  const said = isOpaque(field.before) || isOpaque(field.after) ? undefined : say?.(field, change);
  return said ? [finding('data', said[0], [field.path], said[1])] : [];
}

/** What a place means by its last name or its last two; most mean nothing here. */
const sayOf = remembered((place): Says | undefined => {
  const dot = place.lastIndexOf('.');
  const ends = [place.slice(dot + 1), place.slice(place.lastIndexOf('.', dot - 1) + 1)];
  const end = ends.find((name) => Object.hasOwn(SAYS, name));
  return end === undefined ? LIKE.find(([name]) => name.test(ends[1] ?? ''))?.[1] : SAYS[end];
});

function isSwitchOf({ type }: Change, place: string): boolean {
  return /^(?:is_)?enabled?$/.test(place) && GUARDS.test(type);
}

/** Resources whose removal takes something from the data of another. */
function removed(change: Change): Finding[] {
  const { type, before } = change;
  const of = (): Words => [quote(asText(at(before, 'bucket')) ?? nameOf(change))];
  switch (type) {
    case 'aws_s3_bucket_versioning':
      return [
        finding(
          'data',
          words`suspends versioning of ${of()}: overwritten and deleted objects can't be brought back any more`,
          [[]],
          LIFTS,
        ),
      ];
    case 'aws_s3_bucket_object_lock_configuration':
      return [finding('data', words`objects of ${of()} are no longer locked`, [[]], LIFTS)];
    case 'aws_backup_plan':
    case 'aws_backup_selection':
    case 'aws_dlm_lifecycle_policy':
      return [
        finding(
          'data',
          words`removes ${kindOf(type)} ${of()}: what it backed up is no longer backed up`,
          [[]],
          BACKUP,
        ),
      ];
    default:
      return isRemovedProtection(type)
        ? [finding('other', words`removes ${kindOf(type)} ${of()}: a protection goes`, [[]], LIFTS)]
        : [];
  }
}

const isRemovedProtection = remembered((type) => REMOVED.test(type));

/** What is on, in the words of any provider; what isn't is off. */
const ON = /^(?:active|enabled?|enforced?|immutable|on|required?|true)$/i;
const OFF = /^(?:disabled?|false|inactive|inherited|mutable|none|off|optional|suspended)?$/i;

/** Who switches that on switches the protection off: `skip_tls_verify`. */
const AGAINST = /(?:^|[._])(?:allow|bypass|disabled?|ignore|insecure|no|skip)_/;

function switchedOff({ path, before, after }: FieldChange): Said | undefined {
  const sides = AGAINST.test(dotted(path)) ? [after, before] : [before, after];
  const [on = '', off = ''] = sides.map((value) => (isNothing(value) ? '' : String(value)));
  if (!ON.test(on) || !OFF.test(off)) return undefined;
  return [words`${move(labelOf(path), before, after)}: a protection goes`, LIFTS];
}

function asHost({ path, before, after }: FieldChange): Said | undefined {
  // Of AWS' containers another rule tells, by their names.
  if (after !== true || path[0] === 'container_definitions') return undefined;
  return [
    words`${move(labelOf(path), before, after)}: it may do what its machine may`,
    ['high', 'privileged container'],
  ];
}

function mayBeEmptied({ before, after }: FieldChange, change: Change): Said | undefined {
  if (before !== true && after !== true) return undefined;
  const kind = kindOf(change.type);
  return after === true
    ? [words`Terraform may now empty and destroy ${kind} ${quote(nameOf(change))}`, LIFTS]
    : [words`Terraform may no longer destroy ${kind} ${quote(nameOf(change))} with its content`];
}

function protection({ before, after }: FieldChange, change: Change): Said | undefined {
  if (before !== true && after !== true) return undefined;
  const which = words`${kindOf(change.type)} ${quote(nameOf(change))}`;
  return after === true
    ? [words`${which} is protected from deletion`]
    : [words`${which} is no longer protected from deletion`, LIFTS];
}

function lastSnapshot({ after }: FieldChange): Said {
  return after === true
    ? [words`no final snapshot is made when it is deleted`, LIFTS]
    : [words`a final snapshot is made when it is deleted`];
}

function versioning({ after }: FieldChange): Said {
  return after === true || after === 'Enabled'
    ? [words`overwritten and deleted objects can be brought back from now on`]
    : [
        words`versioning suspended: overwritten and deleted objects can't be brought back any more`,
        LIFTS,
      ];
}

function pointInTime({ after }: FieldChange): Said {
  return after === true
    ? [words`can be restored to any point in time of the last weeks`]
    : [words`can no longer be restored to an earlier time`, BACKUP];
}

function backups({ before, after }: FieldChange): Said | undefined {
  const [old, next] = [asNumber(before) ?? 0, asNumber(after) ?? 0];
  if (next === 0) return [words`no backups any more (was ${count(old, 'day')})`, BACKUP];
  const said = words`backups are kept ${count(next, 'day')} (was ${old})`;
  return next < old ? [said, SHORTENS] : [said];
}

/** @param ever whether zero and nothing stand for ever */
function retention(unit: 'days' | 'hours' | 'seconds', ever = false): Says {
  const length = { days: 86_400, hours: 3600, seconds: 1 }[unit];
  return ({ before, after }, { type }) => {
    // Others count it in seconds or days.
    if (unit === 'hours' && type !== 'aws_kinesis_stream') return undefined;
    const [old, next] = [before, after].map((value) => {
      const number = asNumber(value) ?? 0;
      return ever && number === 0 ? Number.POSITIVE_INFINITY : number * length;
    });
    if (old === undefined || next === undefined || old === next) return undefined;
    const say = (seconds: number): string =>
      Number.isFinite(seconds) ? duration(seconds) : 'forever';
    const what = type === 'aws_cloudwatch_log_group' ? 'logs are' : 'content is';
    const said = words`${what} kept ${say(next)} (was ${say(old)})`;
    return next < old ? [words`${said}: what is older is deleted`, SHORTENS] : [said];
  };
}

/** It goes with the key. */
function silent(): Said {
  return [[]];
}

function encryption({ before, after }: FieldChange): Said | undefined {
  if (after === UNKNOWN) return undefined;
  const key = (value: Value | undefined): Words =>
    isNothing(value) ? words`keys that AWS owns` : words`the key ${show(value)}`;
  return [words`new content is encrypted with ${key(after)} (was ${key(before)})`];
}
