/** Who is told of what: mails, alarms, budgets, the rules that send events on. */
import type { Explain, FieldChange, Finding, Risk } from '../finding.ts';
import type { Change } from '../plan.ts';
import { isList } from '../value.ts';
import { quote, type Words, words } from '../words.ts';
import { asText, asTexts, at, differs, dotted } from './at.ts';
import { nameOf } from './kinds.ts';
import { clip, finding, show } from './say.ts';

const SILENCES = ['medium', 'removes an alarm'] as const;

export const explainAlerts: Explain = ({ change, fields }) => {
  const say = Object.hasOwn(KINDS, change.type) ? KINDS[change.type] : undefined;
  return say ? say(change, fields) : [];
};

type Says = (change: Change, fields: readonly FieldChange[]) => readonly Finding[];

const KINDS: Readonly<Record<string, Says>> = {
  aws_cloudwatch_metric_alarm: (change) =>
    change.action === 'delete'
      ? [
          told(
            words`alarm ${quote(nameOf(change))} is removed: nobody is alerted by it any more`,
            SILENCES,
          ),
        ]
      : [],
  aws_sns_topic_subscription: subscription,
  aws_budgets_budget: budget,
  aws_cloudwatch_event_rule: ({ action }, fields) =>
    within(
      action,
      fields,
      'event_pattern',
      words`reacts to other events: ${places(fields, 'event_pattern')}`,
    ),
  aws_cloudwatch_event_target: ({ action }, fields) =>
    within(action, fields, 'input_transformer', words`the message that it sends changes`),
};

function told(said: Words, risk?: readonly [Risk, string]): Finding {
  return finding('other', said, [[]], risk);
}

function subscription(change: Change): Finding[] {
  const { action, before, after } = change;
  const [old, next] = [before, after].map((side) => asText(at(side, 'endpoint')));
  const mail = asText(at(after ?? before, 'protocol')) === 'email';
  if (action === 'create' && next !== undefined)
    return [
      told(words`${quote(clip(next))} is notified${mail ? ', once they confirm by email' : ''}`),
    ];
  if (action === 'delete' && old !== undefined)
    return [told(words`${quote(clip(old))} is no longer notified`, SILENCES)];
  return [];
}

function budget(change: Change, fields: readonly FieldChange[]): Finding[] {
  const { action, before, after } = change;
  const limit = (side: Change['after']): Words =>
    words`${show(at(side, 'limit_amount'))} ${asText(at(side, 'limit_unit')) ?? ''}`;
  const costs = words`when a month costs more than`;
  if (action === 'create') return [told(words`an email ${costs} ${limit(after)}`)];
  if (action === 'delete') return [told(words`no more email ${costs} ${limit(before)}`, SILENCES)];
  const mails = words`budget emails go to ${listed(mailsOf(after))} (was ${listed(mailsOf(before))})`;
  return [
    ...within(
      action,
      fields,
      'limit_amount',
      words`an email ${costs} ${limit(after)} (was ${limit(before)})`,
    ),
    ...(sameMails(before, after) ? [] : within(action, fields, 'notification', mails)),
  ];
}

/** All whom any of a budget's notifications tells. */
function mailsOf(side: Change['after']): string[] {
  const notifications = at(side, 'notification');
  const list = isList(notifications) ? notifications : [];
  const all = list.flatMap((one) => asTexts(at(one, 'subscriber_email_addresses')));
  return [...new Set(all)].sort();
}

function sameMails(before: Change['before'], after: Change['after']): boolean {
  return mailsOf(before).join() === mailsOf(after).join();
}

function listed(mails: readonly string[]): Words {
  return mails.length === 0 ? words`nobody` : [quote(clip(mails.join(', '), 80))];
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
  const changes = differs({ action }) && changed.length > 0;
  return changes ? [finding('other', said, tells)] : [];
}

function places(fields: readonly FieldChange[], name: string): Words {
  const names = fields
    .filter(({ path }) => path[0] === name)
    .map(({ path }) => dotted(path).slice(name.length + 1) || 'all');
  return [quote(clip([...new Set(names)].join(', '), 80))];
}
