/** What a reviewer hears of before everything else. */
import type { Finding, Risk } from './finding.ts';
import type { Invocation, Plan } from './plan.ts';
import type { Proof } from './review.ts';
import { quote, type Words, words } from './words.ts';

/** What is lost, what failed, what isn't all. */
export function firstFindings(
  proofs: readonly Proof[],
  plan: Pick<Plan, 'checks' | 'complete' | 'errored' | 'invocations' | 'deferred'>,
): readonly Finding[] {
  const lost = proofs.flatMap(({ change: { action }, findings }) =>
    findings.filter(
      ({ about, risk }) => about === 'data' && (risk === 'high' || action === 'forget'),
    ),
  );
  const failed = plan.checks.filter(({ status }) => status !== 'unknown');
  const told = (text: Words, risk: Risk, reason: string): Finding => ({
    about: 'other',
    words: text,
    risk,
    reason,
    tells: [],
  });
  return [
    ...(plan.errored
      ? [told(words`planning failed partway: this is not everything`, 'high', 'planning failed')]
      : []),
    ...lost,
    ...failed.map(({ address, problems }) =>
      told(
        words`${quote(address)} fails${problems.length > 0 ? `: ${problems.join('; ')}` : ''}`,
        'medium',
        'a check fails',
      ),
    ),
    ...(plan.complete || plan.errored
      ? []
      : [
          told(words`this plan is incomplete: another must follow it`, 'medium', 'incomplete plan'),
        ]),
    ...plan.invocations.map((one) => told(sayInvocation(one), 'low', 'runs actions')),
    ...plan.deferred.map(({ address, reason }) =>
      told(
        words`${quote(address)} is deferred to a later plan: ${reason.replaceAll('_', ' ')}`,
        'medium',
        'incomplete plan',
      ),
    ),
  ];
}

/** What an action is and when it runs; what it does, only its provider knows. */
function sayInvocation({ address, event, resource }: Invocation): Words {
  const when = event === undefined ? '' : ` ${event.replaceAll('_', ' ')}`;
  const whose = resource === undefined ? [] : words` of ${quote(resource)}`;
  return words`runs action ${quote(address)}${when}${whose}`;
}
