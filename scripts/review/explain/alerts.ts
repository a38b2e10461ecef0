/** Who is told of what: mails, alarms, budgets, the rules that send events on. */
import type { Explain, FieldChange, Finding, Risk } from '../finding.ts';
import type { Change } from '../plan.ts';
import { quote, type Words, words } from '../words.ts';
import { nameOf } from './kinds.ts';
import { clip, finding, move, show } from './say.ts';
import { at, dotted, textOf } from './values.ts';

const SILENCES = ['medium', 'removes an alarm'] as const;

export const explainAlerts: Explain = ({ change, fields }) => {
  const say = Object.hasOwn(KINDS, change.type) ? KINDS[change.type] : undefined;
  return say ? say(change, fields) : [];
};

type Says = (change: Change, fields: readonly FieldChange[]) => readonly Finding[];

const KINDS: Readonly<Record<string, Says>> = {
  aws_cloudwatch_metric_alarm: (change) =>
    change.action === 'delete'
      ? [told(words`alarm ${quote(nameOf(change))} goes: nobody hears of it any more`, SILENCES)]
      : [],
  aws_sns_topic_subscription: subscription,
  aws_budgets_budget: budget,
  aws_cloudwatch_event_rule: ({ action }, fields) =>
    within(
      action,
      fields,
      'event_pattern',
      words`takes other events: ${places(fields, 'event_pattern')}`,
    ),
  aws_cloudwatch_event_target: ({ action }, fields) =>
    within(action, fields, 'input_transformer', words`the text that it sends on changes`),
};

function told(said: Words, risk?: readonly [Risk, string]): Finding {
  return finding('other', said, [[]], risk);
}

function subscription(change: Change): Finding[] {
  const { action, before, after } = change;
  const [old, next] = [before, after].map((side) => textOf(at(side, 'endpoint')));
  const mail = textOf(at(after ?? before, 'protocol')) === 'email';
  if (action === 'create' && next !== undefined)
    return [told(words`${quote(clip(next))} is told${mail ? ', once they confirm a mail' : ''}`)];
  if (action === 'delete' && old !== undefined)
    return [told(words`${quote(clip(old))} is no longer told`, SILENCES)];
  return [];
}

function budget({ action, before, after }: Change, fields: readonly FieldChange[]): Finding[] {
  const limit = (side: Change['after']): Words =>
    words`${show(at(side, 'limit_amount'))} ${textOf(at(side, 'limit_unit')) ?? ''}`;
  if (action === 'create')
    return [told(words`a mail when a month costs more than ${limit(after)}`)];
  if (action === 'delete')
    return [told(words`no mail any more when a month costs more than ${limit(before)}`, SILENCES)];
  const tells = fields.map(({ path }) => path).filter((path) => path[0] === 'limit_amount');
  const mails = fields.filter(({ path }) => path.includes('subscriber_email_addresses'));
  return [
    ...(tells.length > 0
      ? [
          finding(
            'other',
            words`a mail when a month costs more than ${limit(after)} (was ${limit(before)})`,
            tells,
          ),
        ]
      : []),
    ...(mails.length > 0
      ? [
          finding(
            'other',
            move(words`the budget tells`, mails[0]?.before, mails[0]?.after),
            mails.map(({ path }) => path),
          ),
        ]
      : []),
  ];
}

/** A part of an update, told as a whole. */
function within(
  action: Change['action'],
  fields: readonly FieldChange[],
  name: string,
  said: Words,
): Finding[] {
  const changed = fields.filter(({ path }) => path[0] === name);
  const tells = changed.map(({ path }) => path);
  const changes = (action === 'update' || action === 'replace') && changed.length > 0;
  return changes ? [finding('other', said, tells)] : [];
}

function places(fields: readonly FieldChange[], name: string): Words {
  const names = fields
    .filter(({ path }) => path[0] === name)
    .map(({ path }) => dotted(path).slice(name.length + 1) || 'all');
  return [quote(clip([...new Set(names)].join(', '), 80))];
}
