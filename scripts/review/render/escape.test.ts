import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { active, nodes, parse, seen } from '../../../tests/support/markdown.ts';
import { cut, quote } from '../words.ts';
import {
  BLOCKS,
  bold,
  COMMANDS,
  code,
  fenced,
  htmlCode,
  MARKUP,
  markdown,
  REFERENCES,
  UNSEEN,
  visible,
} from './escape.ts';

/** Each place that data gets to, around it what stands there. */
const PLACES = {
  item: (text: string) => `- ${markdown([text], { start: true })}`,
  paragraph: (text: string) => markdown([text], { start: true }),
  afterParagraph: (text: string) => `a\n${markdown([text], { start: true })}`,
  bold: (text: string) => bold(['dev: ', text]),
  heading: (text: string) => `### ${markdown([text])}`,
  cell: (text: string) => `| a | b |\n| --- | --- |\n| ${markdown([text], { cell: true })} | end |`,
  code: (text: string) => `a ${code(text)} b`,
  codeInCell: (text: string) => `| a | b |\n| --- | --- |\n| ${code(text, { cell: true })} | end |`,
} as const;

const SIMPLE = ['root', 'paragraph', 'text', 'inlineCode', 'list', 'listItem', 'strong', 'heading'];
const TABLE = ['table', 'tableRow', 'tableCell'];

/** What is in a place beside a harmless text there: nothing. */
function harms(place: keyof typeof PLACES, text: string): string[] {
  const written = PLACES[place](text);
  const tree = parse(written);
  const shape = (root: typeof tree) =>
    nodes(root)
      .map(({ type }) => type)
      .filter((type) => type !== 'text' && type !== 'inlineCode');
  const harmless = parse(PLACES[place]('x'));
  const odd = nodes(tree).flatMap(({ type }) =>
    [...SIMPLE, ...TABLE].includes(type) ? [] : [type],
  );
  const shapes = `${shape(tree)}` === `${shape(harmless)}` ? [] : [`shape ${shape(tree)}`];
  return [...odd, ...shapes, ...active(tree)];
}

const squeeze = (text: string) => text.replace(/[ \t]+/g, ' ').trim();

describe('what cannot be seen', () => {
  const SAMPLES: Record<string, readonly string[]> = {
    'control characters, line ends among them': ['\0', '\n', '\r', '\x1b', '\x7f', '\x9b'],
    'line and paragraph separators': ['\u2028', '\u2029'],
    'marks of direction': ['\u061c', '\u200e', '\u200f'],
    'changes of direction': ['\u202a', '\u202e', '\u2066', '\u2069'],
    'zero-width characters': ['\u200b', '\u200d', '\u2060', '\ufeff'],
    'hyphens that may not be seen': ['\u00ad'],
    fillers: ['\u034f', '\u115f', '\u3164', '\uffa0', '\u180e'],
    'variation selectors': ['\ufe00', '\ufe0f'],
    'tags and more selectors': ['\u{e0041}', '\u{e0101}'],
    'halves of characters': ['\ud800', '\udc00'],
  };

  test('has samples of each kind', () => {
    expect(Object.keys(SAMPLES)).toEqual(UNSEEN.map(({ name }) => name));
  });

  test.each(Object.entries(SAMPLES))('%s are shown by their number', (_, samples) => {
    for (const sample of samples) {
      const number = (sample.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      const expected = `a(U+${number})b`;
      expect(visible(`a${sample}b`)).toBe(expected);
      expect(code(`a${sample}b`)).toBe(`\`${expected}\``);
      expect(markdown([`a${sample}b`])).toContain(`(U+${number})`);
      expect(htmlCode(`a${sample}b`)).toBe(`<code>${expected}</code>`);
    }
  });
});

describe('what a job log reads as a command', () => {
  const SAMPLES: Record<string, readonly string[]> = {
    'command at the start of a line': ['::error::x', '  ::add-mask::x', '::Error file=a,line=1::x'],
    'older command, anywhere': ['##[group]x', 'a ##[error]b'],
  };

  test('has samples of each kind', () => {
    expect(Object.keys(SAMPLES)).toEqual(COMMANDS.map(({ name }) => name));
  });

  test.each(Object.entries(SAMPLES))('%s is none, in a block of code neither', (_, samples) => {
    for (const sample of samples) {
      expect(visible(sample)).not.toMatch(/^\s*::|##\[/);
      expect(visible(sample)).toMatch(/\(U\+00(?:3A\):|23\)#)/);
    }
  });

  test.each(['::/0', '::1', '::ffff:10.0.0.1', 'a::b::c', '## x', 'arn:aws:s3:::x'])(
    '%s stays as it is',
    (text) => {
      expect(visible(text)).toBe(text);
    },
  );
});

describe('what Markdown and GitHub read as more than text', () => {
  const SAMPLES: Record<string, readonly string[]> = {
    'mention or e-mail address': ['@octocat', 'mail a@example.com', 'owner/name@abc', '0@.x'],
    issue: ['see #123', 'owner/name#1'],
    'issue, spelled out': ['GH-12', 'gh-1'],
    commit: ['at abc1234 it', '0123456789abcdef0123456789abcdef01234567'],
    address: ['https://example.com', 'ftp://example.com/x', 's3://bucket/x'],
    'address without a scheme': ['www.example.com'],
    emoji: [':tada:', ':+1:', 'a:e-mail:b'],
    'number of a list': ['1. x', '12) x'],
    quote: ['> x'],
    'bullet, or underline of a heading': ['- x', '+ x', '* x', '===', '---', '***'],
    backslash: ['a\\*b', '\\', 'a\\|b', '\\`x'],
    tag: ['<b>', '</details>', '<!-- x', '<https:x>', '<img src=x>'],
    entity: ['&lt;', '&#64;x', '&amp;'],
    code: ['`x`', '```', 'a`b'],
    emphasis: ['*x*', '**x**', '(15 3 * * ? *)', 'x* y *z', '***x***'],
    'emphasis by underscore': ['_x_', '__x__', '(_x_)'],
    'strikethrough, or fence': ['~x~', '~~x~~', '~~~'],
    'link, image, footnote or task': ['[x](y)', '![x](y)', '[^1]', '[ ] x', '[x]: y', '[!NOTE]'],
    'heading, or the end of one': ['# x', '#', 'x #'],
    cell: ['a|b', '| --- |'],
    formula: ['$x$', '$`x`$', 'a $$ b'],
  };

  test('has samples of each kind', () => {
    const lists = [...REFERENCES, ...BLOCKS, ...MARKUP];
    expect(Object.keys(SAMPLES)).toEqual(lists.map(({ name }) => name));
  });

  test.each(Object.entries(SAMPLES))('is but text: %s', (_, samples) => {
    for (const sample of samples)
      for (const place of Object.keys(PLACES) as (keyof typeof PLACES)[]) {
        expect([place, sample, harms(place, sample)]).toEqual([place, sample, []]);
        const around = seen(parse(PLACES[place]('~'))).split('~');
        const read = seen(parse(PLACES[place](sample))).slice(around[0]?.length);
        // A cell's end can't be taken back there.
        const shown = place === 'codeInCell' ? sample.replace('\\|', '\\(U+007C)') : sample;
        expect([place, squeeze(read)]).toEqual([place, squeeze(shown + around[1])]);
      }
  });

  test('is but text, whatever is put together', () => {
    const pieces = Object.values(SAMPLES).flat();
    const hostile = fc
      .array(
        fc.oneof(fc.constantFrom(...pieces), fc.constantFrom(' ', '\t', 'x', '1'), fc.string()),
      )
      .map((parts) => parts.join(''))
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(hostile, fc.constantFrom(...Object.keys(PLACES)), (text, place) => {
        expect(harms(place as keyof typeof PLACES, text)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('is no formula: none can end', () => {
    for (const sample of SAMPLES['formula'] ?? [])
      expect(markdown([sample]).replace(/`.*`/g, '')).not.toMatch(/\$(?!\d)/);
  });

  test('is but text where two texts make it together', () => {
    for (const parts of [
      [':ta', 'da:'],
      ['@', 'octocat'],
      ['www', '.example.com'],
      ['#', '1'],
    ])
      expect(active(parse(markdown(parts)))).toEqual([]);
  });

  test('is but text where names stand side by side', () => {
    const written = markdown(['see @x', quote('a``b'), quote('`'), 'end']);

    expect(seen(parse(written))).toBe('see @x a``b `end');
    expect(active(parse(written))).toEqual([]);
  });
});

describe('plain text', () => {
  test.each([
    'flight-delays',
    'daily 03:15 → daily 02:15 Europe/Berlin',
    '+$0.04/month',
    'changes 3 (1 new task revision), replaces 0, destroys 0. Widens permissions of 1 job',
    'new task revision; 512 → 1024 MiB',
    'aws_ecs_task_definition',
  ])('stays as it is: %s', (text) => {
    expect(markdown([text])).toBe(text);
    expect(markdown([text], { cell: true })).toBe(text);
  });

  test.each(['cron(15 3 * * ? *)', 'arn:aws:s3:::bucket/*', 'jobs.flight-delays.permissions[1]'])(
    'stays as it is where it is quoted: %s',
    (text) => {
      expect(markdown([quote(text)])).toBe(`\`${text}\``);
    },
  );
});

describe('HTML', () => {
  test.each([
    ['&lt;', '&amp;lt;'],
    ['<b', '&lt;b'],
    ['b>', 'b&gt;'],
  ])('takes %s as text', (sample, expected) => {
    expect(htmlCode(sample)).toBe(`<code>${expected}</code>`);
  });
});

describe('a block of code', () => {
  test('ends where it should, whatever fences are in it', () => {
    const block = fenced('diff', ['+ ````', '</details>', '~~~', '```']);

    expect(parse(`${block}\n\nafter`).children).toMatchObject([
      { type: 'code', lang: 'diff', value: '+ ````\n</details>\n~~~\n```' },
      { type: 'paragraph' },
    ]);
  });
});

describe('a text that is too long', () => {
  test('is cut, but not within a character', () => {
    expect(cut('ab😀', 3)).toBe('ab…');
    expect(cut('ab😀', 4)).toBe('ab😀');
    expect(code('x'.repeat(1000)).length).toBeLessThan(250);
    expect(markdown(['x '.repeat(1000)]).length).toBeLessThan(810);
  });
});
