/** Reviews of real plans, held to what people expected before any of it could be said. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type LoadedEnvironment, load } from '../../environments/model/load.ts';
import { SHIPPED_PRICES } from '../../environments/model/prices.ts';
import { configurationOf } from '../../stacks/app.ts';
import { GIVEN } from '../../tests/support/scenarios/given.ts';
import { unmet } from '../../tests/support/scenarios/unmet.ts';
import { review } from './assemble.ts';
import type { Files } from './files.ts';
import { readPlan } from './read.ts';
import { renderComment } from './render/comment.ts';
import type { Review } from './review.ts';
import { readScenarios, type Scenario, type Texts } from './scenario.ts';

const FOLDER = join(import.meta.dirname, '__fixtures__');
const NOW = new Date('2026-11-23T12:00:00Z');

describe.each(readScenarios(FOLDER))('$name', (scenario) => {
  const file = (name: string): string => join(FOLDER, scenario.name, name);
  let made: Review;
  let comment: string;

  beforeAll(async () => {
    const plan = readPlan(readFileSync(file('plan.json'), 'utf8'));
    made = review({ plan, now: NOW, files: await filesOf(scenario) });
    comment = commentOf(made);
    if (process.env['UPDATE_COMMENTS']) writeFileSync(file('comment.md'), comment);
  });

  test('is told as a person expected', () => {
    expect(unmet(scenario.expected, made, comment)).toEqual([]);
  });

  test('is told as it was, to the byte', () => {
    expect(comment).toBe(readFileSync(file('comment.md'), 'utf8'));
  });

  test('is counted as Terraform counts', () => {
    const { change_summary: told } = JSON.parse(readFileSync(file('made.json'), 'utf8'));
    const { destroy: remove, ...counts } = made.terraform ?? { destroy: undefined };

    expect({ ...counts, remove, operation: 'plan' }).toEqual(told);
  });
});

function commentOf(made: Review): string {
  const { environment = '' } = made;
  return renderComment([{ kind: 'review', environment, review: made }], { maxChars: 65_000 });
}

async function filesOf({ name, kind, before, after }: Scenario): Promise<Files | undefined> {
  if (kind === 'configuration') return undefined;
  const { extend, code = [] } = GIVEN[name] ?? {};
  return {
    after: await open(after),
    compared: { before: before && (await open(before)), base: 'main', code },
    synthesise: (environment) => configurationOf(environment, extend),
    prices: SHIPPED_PRICES,
  };
}

async function open(files: Texts): Promise<LoadedEnvironment> {
  const { environments, problems } = await load({ dir: 'environments', read: () => files });
  const prod = environments.get('prod');
  if (!prod) throw new Error(JSON.stringify(problems));
  return prod;
}
