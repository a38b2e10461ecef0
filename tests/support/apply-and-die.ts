/**
 * Applies the small environment, as the command does, and kills itself and its Terraform after so
 * many events; 0: never. Usage: apply-and-die.js ENVIRONMENTS EVENT
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan } from '../../scripts/commands/apply.ts';
import { makePlan } from '../../scripts/commands/plan.ts';
import { pathsFrom } from '../../scripts/paths.ts';
import { processTerminal } from '../../scripts/terminal.ts';
import { Terraform } from '../../scripts/terraform/driver.ts';
import { onSmall } from './small.ts';

const [environments = '', event = ''] = process.argv.slice(2);
const { env } = process;
const paths = { ...pathsFrom(env, process.cwd()), environments };
const record = join(paths.home, 'small', 'dev', 'stacks', 'dev', `terraform-${process.pid}.json`);

let events = 0;
const apply = Terraform.prototype.apply;
Terraform.prototype.apply = function dying(onMessage) {
  return apply.call(this, (message) => {
    onMessage(message);
    if (message.type !== 'apply_start' && message.type !== 'apply_complete') return;
    events++;
    if (events !== Number(event)) return;
    const { pid } = JSON.parse(readFileSync(record, 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    process.kill(process.pid, 'SIGKILL');
  });
};
const context = { paths, env, terminal: processTerminal() };
try {
  await onSmall(context, async (prepared) => {
    await applyPlan(context, prepared, await makePlan(prepared));
  });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
