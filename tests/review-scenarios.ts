/**
 * Makes the plans of the review's scenarios by a real Terraform on the embedded AWS: `npm run
 * scenarios`, some of them by `-- -t NAME`. Not a part of `npm test`, which reads what this wrote.
 * It writes plans and nothing that people wrote.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readScenarios, type Scenario, type Texts } from '../scripts/review/scenario.ts';
import { Deployed } from './support/scenarios/deployed.ts';
import { GIVEN, type Given, HAPPENS } from './support/scenarios/given.ts';
import { planText, steady, withoutUnread } from './support/scenarios/plan-text.ts';
import { configured, type MadePlan } from './support/scenarios/terraform.ts';
import { ROOT, startWorld } from './support/world.ts';

const FOLDER = join(ROOT, 'scripts/review/__fixtures__');
/** Committed as Terraform wrote them, so that the reader meets whole plans too. */
const WHOLE = ['08-paused', '55-unknown-inside-known'];

const all = readScenarios(FOLDER);
const base = readBase();

/** What is planned from the same applied files, one after the other; those that disturb them last. */
function inOrder(scenarios: readonly Scenario[]): Scenario[] {
  const order = ({ name, before }: Scenario): number => {
    if (!before) return 0;
    if (text(before) !== text(base)) return 4;
    if (GIVEN[name]?.apply) return 1;
    return name in GIVEN ? 3 : 2;
  };
  return [...scenarios].sort((a, b) => order(a) - order(b));
}

describe('the plan of', () => {
  let deployed: Deployed;

  beforeAll(async () => {
    deployed = new Deployed(await startWorld('prod'));
  });
  afterAll(() => deployed.world.stop());

  test.each(inOrder(all.filter(({ kind }) => kind === 'environment')))(
    '$name',
    async (scenario) => {
      const { name, before, after } = scenario;
      const { apply, happens, undo, extend }: Given = GIVEN[name] ?? {};
      if (before && apply) await apply(deployed, before, base);
      else await deployed.hold(before);
      const made = (await happens?.(deployed)) ?? new Map<string, string>();
      const files = new Map(
        [...after].map(([file, written]) => [file, replaceAll(written, made)] as const),
      );

      write(scenario, await deployed.plan(files, extend), made);

      await undo?.(deployed);
    },
  );

  test.each(all.filter(({ kind }) => kind === 'configuration'))('$name', async (scenario) => {
    const { context } = deployed.world;
    const folder = await configured(context.env, context.paths.cache);
    if (scenario.before) {
      await folder.write(scenario.before);
      await folder.apply();
    }
    await folder.write(scenario.after);
    await HAPPENS[scenario.name]?.(folder, deployed);

    write(scenario, await folder.plan(), new Map());

    await folder.remove();
  });
});

function write(scenario: Scenario, made: MadePlan, ids: ReadonlyMap<string, string>): void {
  const { name, before, after } = scenario;
  const whole = WHOLE.includes(name);
  const written = [before ?? [], after].flatMap((files) => [...files].map(([, one]) => one));
  const given = new Map([...ids].map(([stands, id]) => [id, stands]));
  const plan = planText(whole ? made.plan : withoutUnread(made.plan));
  const steadied = steady(plan, given, written.join('\n'));
  expectNothingOfThisMachine(steadied);
  writeFileSync(join(FOLDER, name, 'plan.json'), steadied);
  const { terraform_version: terraform } = made.plan;
  const facts = { terraform, ...(whole && { whole }), change_summary: made.summary };
  writeFileSync(join(FOLDER, name, 'made.json'), `${JSON.stringify(facts, null, 2)}\n`);
}

function expectNothingOfThisMachine(plan: string): void {
  const own = ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID', 'HOME'].map((one) => process.env[one]);
  for (const text of ['127.0.0.1', 'localhost', '/tmp/', ROOT, ...own])
    if (text !== undefined && text.length > 5) expect(plan).not.toContain(text);
}

function readBase(): Texts {
  const files = ['defaults.yaml', 'prod.yaml'];
  return new Map(files.map((file) => [file, readFileSync(join(FOLDER, 'base', file), 'utf8')]));
}

function text(files: Texts): string {
  return JSON.stringify([...files]);
}

function replaceAll(written: string, ids: ReadonlyMap<string, string>): string {
  return [...ids].reduce((all, [stands, id]) => all.replaceAll(stands, id), written);
}
