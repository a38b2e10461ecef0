/** Checks that don't pass: `checks` of format 1.2 and later. */
import type { Check } from '../plan.ts';
import { listOf, type Members, own, textOf } from './members.ts';

/** Each object that fails, errs or isn't known yet, or their block if there are none. */
export function readChecks(checks: unknown): Check[] {
  return listOf(checks).flatMap((block) => {
    const instances = listOf(block['instances']);
    return (instances.length > 0 ? instances : [block]).flatMap((one) => readCheck(one, block));
  });
}

function readCheck(one: Members, block: Members): Check[] {
  const status = one['status'];
  if (status === 'pass') return [];
  const shown = (of: Members): string | undefined => textOf(of['address'], 'to_display');
  return [
    {
      address: shown(one) ?? shown(block) ?? '(unknown)',
      status: status === 'fail' || status === 'error' ? status : 'unknown',
      problems: listOf(one['problems']).flatMap((problem) => {
        const message = own(problem, 'message');
        return typeof message === 'string' ? [message] : [];
      }),
    },
  ];
}
