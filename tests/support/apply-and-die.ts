/**
 * Applies the small environment and kills itself and its Terraform after so many events.
 * Usage: apply-and-die.js ENVIRONMENTS EVENT
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePlan } from '../../scripts/commands/plan.ts';
import { pathsFrom } from '../../scripts/paths.ts';
import { processTerminal } from '../../scripts/terminal.ts';
import { onSmall } from './small.ts';

const [environments = '', event = ''] = process.argv.slice(2);
const { env } = process;
const paths = { ...pathsFrom(env, process.cwd()), environments };
const record = join(paths.home, 'small', 'dev', 'stacks', 'dev', `terraform-${process.pid}.json`);

let events = 0;
await onSmall({ paths, env, terminal: processTerminal() }, async (prepared) => {
  await makePlan(prepared);
  await prepared.terraform.apply(({ type }) => {
    if (type !== 'apply_start' && type !== 'apply_complete') return;
    events++;
    if (events !== Number(event)) return;
    const { pid } = JSON.parse(readFileSync(record, 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    process.kill(process.pid, 'SIGKILL');
  });
});
