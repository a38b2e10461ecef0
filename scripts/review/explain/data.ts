/** What is lost for good: the deletion or replacement of what holds data. */

import { TRANSIENT } from '../../../environments/model/fixed.ts';
import { count } from '../../terminal.ts';
import type { Explain, Finding, Risk } from '../finding.ts';
import type { Change } from '../plan.ts';
import { words } from '../words.ts';
import { asNumber, at } from './at.ts';
import { contentOf, sayWhich } from './kinds.ts';
import { why } from './revision.ts';
import { finding } from './say.ts';

const DESTROYS = ['high', 'destroys data'] as const;

/** Messages are on their way: who waits for them may ask for them again. */
const PASSING = ['medium', 'drops messages'] as const;

export const explainData: Explain = ({ change }) => {
  const content = contentOf(change);
  if (content === undefined) return [];
  switch (change.action) {
    case 'forget':
      return [kept(change)];
    case 'delete':
      return [deleted(change, content)];
    case 'replace':
      return change.oldForgotten ? [] : [replaced(change, content)];
    default:
      return [];
  }
};

function kept(change: Change): Finding {
  const said = words`keeps ${sayWhich(change)} with its content: no longer managed`;
  return finding('data', said, [[]], ['low', 'stops managing data']);
}

function deleted(change: Change, content: string): Finding {
  if (change.deposed !== undefined)
    return finding(
      'data',
      words`destroys the old ${sayWhich(change)} that a failed replacement left behind`,
      [[]],
      riskOf(content),
    );
  if (at(change.before, 'skip_destroy') === true) return kept(change);
  if (isTransient(change))
    return finding(
      'data',
      words`destroys ${sayWhich(change)}: it only holds copies`,
      [[]],
      ['low', 'destroys copies'],
    );
  return finding(
    'data',
    () => words`destroys ${sayWhich(change)} and its ${content}${later(change)}`,
    [[]],
    riskOf(content),
  );
}

function replaced(change: Change, content: string): Finding {
  const said = words`replaces ${sayWhich(change)}${why(change)}: its ${content} ${content.endsWith('s') ? 'are' : 'is'} lost${later(change)}`;
  const risk = isTransient(change) ? (['low', 'destroys copies'] as const) : riskOf(content);
  return finding('data', said, [], risk);
}

function riskOf(content: string): readonly [Risk, string] {
  return content === 'messages' ? PASSING : DESTROYS;
}

function isTransient({ before }: Change): boolean {
  return at(before, 'tags', 'content') === TRANSIENT.content;
}

/**
 * What AWS still does for who didn't mean it.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html
 */
function later({ type, before }: Change): string {
  switch (type) {
    case 'aws_kms_key': {
      const days = asNumber(at(before, 'deletion_window_in_days')) ?? 30;
      return `, after ${count(days, 'day')} in which that can be cancelled; nothing encrypted with it can be read then`;
    }
    case 'aws_secretsmanager_secret': {
      const days = asNumber(at(before, 'recovery_window_in_days')) ?? 30;
      return days === 0 ? ', at once' : `, after ${count(days, 'day')} in which it can be restored`;
    }
    case 'aws_s3_bucket':
      return at(before, 'force_destroy') === true ? '' : ': AWS refuses unless it is empty';
    case 'aws_ecr_repository':
      return at(before, 'force_delete') === true ? '' : ': AWS refuses unless it is empty';
    case 'aws_db_instance':
    case 'aws_rds_cluster':
      if (at(before, 'deletion_protection') === true) return `: AWS refuses, ${PROTECTED}`;
      return at(before, 'skip_final_snapshot') === true
        ? ', without a final snapshot'
        : '; a final snapshot is kept';
    case 'aws_dynamodb_table':
      return at(before, 'deletion_protection_enabled') === true
        ? `: AWS refuses, ${PROTECTED}`
        : '';
    default:
      return '';
  }
}

const PROTECTED = 'since it is protected from deletion';
