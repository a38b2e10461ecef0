/** From a plan's text to all that people read of it: nothing leaks, nothing acts, nothing is lost. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { active, all, nodes, parse } from '../../tests/support/markdown.ts';
import { plans, type RandomPlan } from '../../tests/support/plans.ts';
import { disguiseIn } from '../../tests/support/planted.ts';
import { hostile } from '../../tests/support/reviews.ts';
import { review } from './assemble.ts';
import { readPlan } from './read.ts';
import {
  annotationsOf,
  jsonText,
  renderComment,
  renderSummary,
  renderTerminal,
  toJson,
} from './render/index.ts';
import { bytes } from './render/room.ts';
import type { Section } from './review.ts';
import { readSection, writeSection } from './section-file.ts';

const NOW = new Date('2026-11-24T02:00:00Z');
const HEAD = '0123456789abcdef0123456789abcdef01234567';
const RUN = 'https://github.com/owner/name/actions/runs/12';

/** As the plan job hands it on to the job that comments. */
function fileOf({ text }: RandomPlan, environment: string): string {
  const section = { kind: 'review', environment, review: reviewOf(text, environment) } as const;
  return writeSection({ version: 1, run: 12, attempt: 1, head: HEAD, section });
}

function reviewOf(text: string, environment: string) {
  return { ...review({ plan: readPlan(text), now: NOW, provenance: { head: HEAD } }), environment };
}

function sectionOf(plan: RandomPlan, environment: string): Section {
  return readSection(fileOf(plan, environment)).section;
}

/** All that people or programs are shown. */
function shownOf(plan: RandomPlan): Readonly<Record<string, string>> {
  const file = fileOf(plan, 'prod');
  const { section } = readSection(file);
  if (section.kind !== 'review') throw new Error('no review');
  return {
    'section file': file,
    comment: renderComment([section], { run: RUN }),
    'short comment': renderComment([section], { maxChars: 2000 }),
    summary: renderSummary([section]),
    terminal: renderTerminal([section], { colour: false }).join('\n'),
    'full terminal': renderTerminal([section], { colour: true, full: true, width: 300 }).join('\n'),
    JSON: jsonText(toJson(section.review)),
    annotations: JSON.stringify(annotationsOf([section])),
  };
}

/** No rule knows it by its form; no word of the plan's has it by chance. */
const secret = fc
  .string({ minLength: 6, maxLength: 40, unit: fc.constantFrom(...'aZ9q+/ "\\<%ä$&=|`*_') })
  .map((text) => `${text.trim()}-7x`)
  .filter((text) => text.length >= 8);

const HARMLESS = [
  't4g.micro',
  'cron(15 3 * * ? *)',
  'arn:aws:iam::123456789012:role/nightshift/dev/flight-delays',
  `123456789012.dkr.ecr.eu-central-1.amazonaws.com/x@sha256:${'0a1b2c3d'.repeat(8)}`,
  'incoming/2026/',
];

describe('a secret in a plan', () => {
  test('is shown nowhere and in no disguise, and what is harmless beside it is', () => {
    const planted = secret.chain((text) =>
      plans({ secret: text, harmless: HARMLESS }).map((plan) => ({ text, plan })),
    );
    fc.assert(
      fc.property(planted, ({ text, plan }) => {
        const shown = shownOf(plan);
        for (const [where, said] of Object.entries(shown))
          expect([where, disguiseIn(said, text)]).toEqual([where, undefined]);
        for (const one of HARMLESS) expect(shown['section file']).toContain(one);
      }),
      { numRuns: 100 },
    );
  });

  test('hides nothing that is harmless, even where the same name was told with it', () => {
    const settings = HARMLESS.map((value, number) => [`setting_${number}`, value]);
    const change = {
      actions: ['update'],
      before: { password: 'Tr0ub4dor & 3' },
      after: { password: 'Tr0ub4dor & 4', ...Object.fromEntries(settings) },
    };
    const text = JSON.stringify({
      format_version: '1.2',
      resource_changes: [{ address: 'a_b.c', type: 'a_b', name: 'c', change }],
    });
    const shown = shownOf({ text } as RandomPlan);
    for (const where of ['comment', 'summary', 'full terminal', 'JSON'])
      for (const one of HARMLESS) expect(shown[where]).toContain(one);
  });
});

/** What a comment may have of HTML. */
const HTML =
  /^(<\/details>|<details( open)?><summary><code>[^<>]*<\/code> <code>[^<>]*<\/code><\/summary>)$/;

/** What only our own text may be, and isn't. */
const FORBIDDEN = [
  'image',
  'imageReference',
  'linkReference',
  'definition',
  'footnoteDefinition',
  'footnoteReference',
  'thematicBreak',
  'delete',
  'emphasis',
  'break',
];

/** What in a comment is more than it should be, or isn't closed. */
function harms(text: string): unknown[] {
  const tree = parse(text);
  const html = all(tree, 'html').map(({ value }) => value);
  return [
    ...nodes(tree).flatMap(({ type }) => (FORBIDDEN.includes(type) ? [type] : [])),
    ...active(tree),
    ...all(tree, 'link').flatMap(({ url }) => (url.startsWith(RUN) ? [] : [url])),
    ...html.filter((one) => !HTML.test(one)),
    ...html.filter((one, index) => one.startsWith('</') !== (index % 2 === 1)),
    ...(html.length % 2 === 0 ? [] : ['a fold without end']),
    ...all(tree, 'heading').flatMap(({ depth }) => (depth === 3 ? [] : [`heading ${depth}`])),
    ...all(tree, 'code').flatMap(({ lang }) => (lang === 'diff' ? [] : [`code ${lang}`])),
    ...all(tree, 'listItem').flatMap(({ checked }) => (checked === null ? [] : ['task'])),
  ];
}

const budget = fc.oneof(fc.integer({ min: 500, max: 6000 }), fc.constant(65_000));
const planted = fc
  .array(hostile, { minLength: 1, maxLength: 2 })
  .chain((anywhere) => plans({ anywhere }));

describe('text of anybody', () => {
  test('does nothing in a comment of several environments, which keeps to its budget', () => {
    const environments = fc.array(planted, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(environments, budget, (some, maxChars) => {
        const sections = some.map((plan, number) => sectionOf(plan, `env-${number}`));
        const text = renderComment(sections, { maxChars, run: RUN });

        expect(bytes(text)).toBeLessThanOrEqual(maxChars);
        expect(harms(text)).toEqual([]);
        const named = [...some.keys()].filter((number) => text.includes(`env-${number}`));
        const more = Number(/^- and (\d+) more environment/m.exec(text)?.[1] ?? 0);
        expect(named.length + more).toBe(some.length);
        expect(harms(renderSummary(sections))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('steers neither a terminal nor a job that prints it', () => {
    const steers = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028]|##\[|^\s*::[a-z-]+.*::/imu;
    const commands = fc.constantFrom(
      '::error::x',
      '\n::add-mask::x\n',
      'a\n  ::stop-commands::x\nb',
      '##[group]x',
      '\x1b]0;x\x07',
      '\x1b[2J',
      '\r',
    );
    const given = fc.tuple(commands, hostile).chain((anywhere) => plans({ anywhere }));
    fc.assert(
      fc.property(given, (plan) => {
        const { terminal, comment, summary, JSON: json } = shownOf(plan);
        for (const text of [terminal, comment, summary, json]) expect(text).not.toMatch(steers);
      }),
      { numRuns: 60 },
    );
  });
});

/** Of a headline such as `creates 2, changes 3 (1 new task revision)` the numbers. */
function headline(verdict: string): Readonly<Record<string, number>> {
  const counts = [...verdict.matchAll(/\b([a-z]+(?: outputs)?) (\d+)/g)];
  return Object.fromEntries(counts.map(([, verb, number]) => [verb, Number(number)]));
}

/** What a comment says that it leaves out, by its own words. */
function leftOut(text: string, noun: string): number {
  const note = text.split('\n').find((line) => line.startsWith('**Left out')) ?? '';
  const counts = [...note.matchAll(new RegExp(`(\\d+) ${noun}s?\\b`, 'g'))];
  return counts.reduce((sum, [, number]) => sum + Number(number), 0);
}

describe('a change', () => {
  test('is counted as Terraform counts it, and as what it is', () => {
    fc.assert(
      fc.property(plans(), (plan) => {
        const { comment = '', JSON: json = '' } = shownOf(plan);
        const { add, change, destroy, import: imports } = plan.counts;
        const { counts, changes } = JSON.parse(json);
        const of = (test: (one: Record<string, unknown>) => boolean): number =>
          changes.filter(test).length;

        expect(comment).toContain(
          `Terraform counts ${imports > 0 ? `${imports} to import, ` : ''}${add} to add, ${change} to change, ${destroy} to destroy`,
        );
        expect(counts).toMatchObject({
          create: of(({ action }) => action === 'create'),
          destroy: of(({ action }) => action === 'delete'),
          forget: of(({ action }) => action === 'forget'),
          replace: of(({ action, revision }) => action === 'replace' && !revision),
          import: imports,
          output: plan.outputs.length,
        });
        const { changes: said, replaces, destroys } = headline(comment.split('\n', 1)[0] ?? '');
        expect([said, replaces, destroys]).toEqual([counts.change, counts.replace, counts.destroy]);
      }),
      { numRuns: 100 },
    );
  });

  test('is named, or counted as left out', () => {
    fc.assert(
      fc.property(plans(), budget, ({ text, addresses, ...plan }, maxChars) => {
        const section = sectionOf({ text, addresses, ...plan }, 'prod');
        const comment = renderComment([section], { maxChars });
        if (comment.includes('Left out for length: everything else')) return;
        const told = nodes(parse(comment))
          .flatMap((node) => ('value' in node ? [node.value] : []))
          .join('\n')
          .replaceAll('&quot;', '"');
        // The first lines name a change without its diff or line.
        const named = told.slice(told.indexOf('<details') < 0 ? 0 : told.indexOf('<details'));
        const missing = addresses.filter((address) => !named.includes(address));

        expect(missing.length).toBeLessThanOrEqual(leftOut(comment, 'change'));
        if (maxChars === 65_000) expect(missing).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
