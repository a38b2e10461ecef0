/** Where something comes from and where it goes, when that is all there is to say. */
import type { Explain, Finding, Risk } from '../finding.ts';
import type { Change, Value } from '../plan.ts';
import { isNothing, isTree } from '../value.ts';
import { quote, type Words, words } from '../words.ts';
import { kindOf, sayWhich } from './kinds.ts';
import { clip, finding, show } from './say.ts';

/** How something comes to be in this plan, beside what is done to it. */
export const explainLife: Explain = ({ change }) => {
  const { previousAddress, importing, sensitivityOnly, action, type } = change;
  const say = (said: Words, risk?: readonly [Risk, string]): Finding =>
    finding('other', said, [], risk);
  return [
    ...(importing
      ? [
          say(
            words`exists already${identified(change)}: Terraform manages it from now on`,
            TAKES_OVER,
          ),
        ]
      : []),
    ...(previousAddress === undefined
      ? []
      : [
          say(
            words`renamed from ${quote(clip(previousAddress, 120))}${action === 'stay' ? `: nothing changes${type.startsWith('aws_') ? ' in AWS' : ''}` : ''}`,
          ),
        ]),
    ...(sensitivityOnly ? [say(words`no value changes, only what is marked as sensitive`)] : []),
  ];
};

const TAKES_OVER = ['low', 'imports what exists'] as const;

function identified({ importing }: Change): Words {
  const { id, identity } = importing ?? {};
  if (!isNothing(id)) return words` (${show(id)})`;
  if (!isTree(identity)) return [];
  const parts = Object.entries(identity).filter(
    (entry): entry is [string, Value] => !isNothing(entry[1]),
  );
  // Where it is says less than what it is called.
  const first = parts.find(([name]) => !/^(account_id|region)$/.test(name)) ?? parts[0];
  return first ? words` (${quote(clip(first[0]))} ${show(first[1])})` : [];
}

/** What becomes of a resource as a whole, where no rule has more to say of it. */
export function explainFate(change: Change): Finding[] {
  switch (change.action) {
    case 'create':
      return [finding('other', () => words`new ${sayWhich(change)}`, [[]])];
    case 'delete':
      return [gone(change)];
    case 'forget':
      return [
        finding(
          'other',
          words`${sayWhich(change)} stays as it is: no longer managed`,
          [[]],
          ['low', 'stops managing resources'],
        ),
      ];
    default:
      return [];
  }
}

function gone(change: Change): Finding {
  if (change.deposed !== undefined)
    return finding(
      'other',
      words`destroys the old ${kindOf(change.type)} that a failed replacement left behind`,
      [[]],
    );
  return finding(
    'other',
    () => words`destroys ${sayWhich(change)}${because(change)}`,
    [[]],
    ['low', 'destroys resources'],
  );
}

/** What no configuration names any more needs no reason; what a count or a key takes away does. */
function because({ reason }: Change): string {
  switch (reason) {
    case 'delete_because_count_index':
      return ': count no longer includes it';
    case 'delete_because_each_key':
      return ': its key is no longer in for_each';
    case 'delete_because_no_module':
      return ': its module is gone';
    case 'delete_because_wrong_repetition':
      return ': its count or for_each was changed';
    case 'delete_because_no_move_target':
      return ': it was moved to where nothing is configured';
    default:
      return '';
  }
}
