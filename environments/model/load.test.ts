import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type LoadProps, load, showProblem } from './load.ts';
import { RULES } from './rules/index.ts';
import { leaves, merge, type Node, nearest, type Problem, plain } from './source.ts';
import { parseSource } from './yaml.ts';

const NOW = new Date('2026-11-23T12:00:00Z');
const DEFAULTS = readFileSync('environments/defaults.yaml', 'utf8');

function loadFiles(files: Record<string, string>, props: Partial<LoadProps> = {}) {
  const all = { 'defaults.yaml': DEFAULTS, ...files };
  const handlers = new Set(['flight-delays']);
  const read = () => new Map(Object.entries(all));
  return load({ dir: 'environments', handlers, read, now: NOW, ...props });
}

const problemsOf = async (yaml: string): Promise<string[]> =>
  (await loadFiles({ 'x.yaml': yaml })).problems.map(showProblem);

describe('the environments of this repository', () => {
  test('have no problems', async () => {
    const { names, problems } = await load({
      dir: 'environments',
      handlers: new Set(['flight-delays']),
    });

    expect(problems).toEqual([]);
    expect(names).toEqual(['dev', 'prod', 'staging']);
  });
});

describe('a rule', () => {
  test.each(RULES.map((rule) => [rule.id, rule] as const))(
    '%s finds its bad example, and nothing else',
    async (id, { severity, example }) => {
      const files = { ...example.others, 'bad-example.yaml': example.yaml };
      const { problems, warnings } = await loadFiles(files, {
        later: id === 'not-built-yet' ? 'refuse' : 'accept',
      });
      const found = (list: readonly Problem[]): string[] =>
        list
          .map(showProblem)
          .filter((line) => line.startsWith('environments/bad-example.yaml:'))
          .filter((line) => id === 'not-built-yet' || !line.includes(' is not built yet:'));

      const expected = [`environments/bad-example.yaml:${example.at}: ${example.message}`];
      expect(found(problems)).toEqual(severity === 'warning' ? [] : expected);
      expect(found(warnings)).toEqual(severity === 'warning' ? expected : []);
    },
  );

  test('is in the list, if it has a file', () => {
    const files = readdirSync('environments/model/rules').map((file) => file.replace('.ts', ''));

    expect(RULES.map(({ id }) => id)).toEqual(
      files.filter((name) => name !== 'index' && name !== 'rule'),
    );
  });

  test('has an id of its own', async () => {
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });
});

describe('a file', () => {
  test('shows all its problems at once, in the order of lines, each with its remedy', async () => {
    const problems = await problemsOf(
      [
        'account: 123',
        'jobs:',
        '  flight-delays:',
        '    permisions: []',
        '    cpu: 3',
        '  y: {}',
        '  Zz: {input: a/, output: b/}',
        'network: 3',
        'data: *a',
        'logs: {retentionDays: 1, retentionDays: 3}',
        '',
      ].join('\n'),
    );

    expect(problems).toEqual([
      'environments/x.yaml:1:10: account must be text (in quotes), not 123',
      'environments/x.yaml:4:5: unknown key "permisions": did you mean "permissions"?',
      'environments/x.yaml:5:10: jobs.flight-delays.cpu must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, not 3',
      'environments/x.yaml:6:3: "jobs.y.input" is missing: add it here or in defaults.yaml',
      'environments/x.yaml:6:3: "jobs.y.output" is missing: add it here or in defaults.yaml',
      'environments/x.yaml:7:3: "Zz" must be a job: lower-case letters, digits and single hyphens between them, a letter first, 30 characters at most',
      'environments/x.yaml:8:10: network must be a map, not 3',
      'environments/x.yaml:9:7: anchors and aliases are not used here: write the value out',
      'environments/x.yaml:10:26: this key stands here twice: keep one',
    ]);
  });

  test('shows what breaks a rule beside what breaks the schema', async () => {
    const jobs = [
      'jobs:',
      '  flight-delays: { memory: 1000, permisions: [] }',
      '  other: { input: a/, output: b/, handler: flight-delays, timezone: Mars, network: {} }',
      '  broken: { cpu: 3, input: a/, output: b/, memory: 7 }',
      '',
    ];

    expect(await problemsOf(jobs.join('\n'))).toEqual([
      'environments/x.yaml:2:28: memory 1000 is not valid with cpu 256: use 512, 1024 or 2048',
      'environments/x.yaml:2:34: unknown key "permisions": did you mean "permissions"?',
      'environments/x.yaml:3:69: "Mars" is no time zone of the IANA database: use a place such as Europe/Berlin, or UTC',
      expect.stringMatching(
        /^environments\/x\.yaml:3:75: unknown key "network": known here: handler, /,
      ),
      expect.stringMatching(/^environments\/x\.yaml:4:18: jobs\.broken\.cpu must be one of/),
    ]);
  });

  test.each([
    [
      'jobs:\n  flight-delays:\n',
      '2:3: nothing stands below "flight-delays": write null to remove',
    ],
    [
      'jobs: { flight-dleays: null }',
      '1:24: there is no jobs.flight-dleays to remove: did you mean flight-delays?',
    ],
    [
      'logs: { retentionDay: null }',
      '1:23: there is no logs.retentionDay to remove: did you mean retentionDays?',
    ],
    ['tags: { a: null }', '1:12: there is no tags.a to remove: delete the line'],
    [
      'jobs: { flight-delays: { tolerance: true } }',
      'tolerance must be a number, or text (in quotes), not true',
    ],
    ['owner: a: b', '1:8: a second colon stands in this line: put the value in quotes'],
    ['owner: a\n---\nowner: b', 'a second document begins here: keep one in a file'],
    ['? [a]: b', 'this key is no plain text: put it in quotes'],
    ['owner: !foo x', 'tags such as !x are not used here'],
    ['jobs:\n\tx: 1', 'a tab stands at the beginning of this line: use spaces'],
    ['%YAML 1.1\n---\nowner: 2020-01-01', '3:8: is no plain value: put it in quotes'],
    ['__proto__: { a: 1 }', '1:1: "__proto__" is no name: use another'],
    [`a: ${'['.repeat(40)}${']'.repeat(40)}`, 'is nested too deeply: no key lies this deep'],
    [`a: ${'['.repeat(20_000)}`, 'is nested too deeply to be read'],
    [`# ${'x'.repeat(256 * 1024)}`, '1:1: is larger than 256 KiB: divide it'],
  ])('that says %j is told what to write', async (yaml, expected) => {
    expect((await problemsOf(yaml)).join('\n')).toContain(expected);
  });

  test('that is not UTF-8 is refused', async () => {
    const { problems } = await loadFiles(
      {},
      {
        read: () =>
          new Map<string, string | Uint8Array>([
            ['defaults.yaml', DEFAULTS],
            ['x.yaml', Buffer.from('owner: M\xfcller\n', 'latin1')],
          ]),
      },
    );

    expect(problems.map(showProblem)).toEqual([
      'environments/x.yaml:1:1: is not UTF-8: save it as such',
    ]);
  });

  test('does not hide the problems of another', async () => {
    const { problems } = await loadFiles({
      'a.yaml': 'colour: red\n',
      'b.yaml': 'jobs: { flight-delays: { memory: 1 } }\n',
    });

    expect(problems.map(({ file }) => file)).toEqual([
      'environments/a.yaml',
      'environments/b.yaml',
    ]);
  });

  test('in defaults.yaml is told once, where it stands', async () => {
    const { problems } = await loadFiles({
      'defaults.yaml': `${DEFAULTS}colour: red\n`,
      'a.yaml': '',
      'b.yaml': '',
    });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      file: 'environments/defaults.yaml',
      message: expect.stringContaining('unknown key "colour"'),
    });
  });

  test('of defaults that cannot be read whole leave no environment: what is missing there would be destroyed', async () => {
    const broken = DEFAULTS.replace('jobs:', 'jobs: {}\n---\nothers:');
    const { environments, problems } = await loadFiles({ 'defaults.yaml': broken, 'x.yaml': '' });

    expect(problems).not.toEqual([]);
    expect([...environments.keys()]).toEqual([]);
  });

  test.each(['Prod.yaml', 'my env.yaml', '1.yaml', 'prod.yml'])(
    'named %s is refused',
    async (file) => {
      const { problems } = await loadFiles({ [file]: '' });

      expect(problems[0]?.message).toContain('is no name for an environment file');
    },
  );

  test.each([
    '- a\n',
    'just text\n',
    '\t: {',
    '{{{',
    'a: [',
    '? [x]: 1\n',
    '%TAG\n',
    '!!binary x\n',
  ])('that holds %j is an error with a place, not a crash', async (yaml) => {
    const problems = await problemsOf(yaml);

    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/^environments\/x\.yaml:\d+:\d+: \S/);
  });
});

describe('values', () => {
  test('come from the environment over the defaults, and know their line', async () => {
    const { environments } = await loadFiles({
      'x.yaml': 'jobs:\n  flight-delays:\n    memory: 1024\n',
    });
    const loaded = environments.get('x');

    expect(loaded?.environment.jobs[0]).toMatchObject({
      name: 'flight-delays',
      handler: 'flight-delays',
      cpu: 256,
      memory: 1024,
    });
    expect(loaded?.origin(['jobs', 'flight-delays', 'memory'])).toEqual({
      file: 'environments/x.yaml',
      line: 3,
      column: 13,
    });
    expect(loaded?.origin(['region']).file).toBe('environments/defaults.yaml');
    // A construct below the job, such as its queue, leads to the job's line.
    expect(loaded?.origin(['jobs', 'flight-delays', 'dead-letters'])).toMatchObject({
      file: 'environments/x.yaml',
      line: 2,
    });
  });

  test('are removed by null', async () => {
    const { environments } = await loadFiles({
      'x.yaml': 'jobs: { flight-delays: null }\ndata: { input: { expireAfterDays: null } }\n',
    });

    expect(environments.get('x')?.environment.jobs).toEqual([]);
    expect(environments.get('x')?.environment.data.input).not.toHaveProperty('expireAfterDays');
  });
});

describe('the merge', () => {
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const key = fc.constantFrom('a', 'b', 'c', 'd');
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.dictionary(
      key,
      fc.oneof(
        { depthSize: 'small' },
        scalar,
        fc.array(scalar, { maxLength: 3 }),
        fc.constant(null),
        tie('tree'),
      ),
      { maxKeys: 4 },
    ),
  }));
  const node = (value: unknown): Node => parseSource('f', JSON.stringify(value)).root;
  const merged = (base: unknown, over: unknown): unknown => plain(merge(node(base), node(over)));

  /** What the merge means, said once more on plain values. */
  function expected(base: unknown, over: unknown): unknown {
    const isMap = (value: unknown): value is Record<string, unknown> =>
      typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isMap(over)) return over;
    const result: Record<string, unknown> = { ...(isMap(base) ? base : {}) };
    for (const [name, value] of Object.entries(over)) {
      if (value === null) delete result[name];
      else result[name] = expected(result[name], value);
    }
    return result;
  }

  test('merges maps, replaces the rest, removes by null', () => {
    fc.assert(
      fc.property(tree, tree, (base, over) =>
        expect(merged(base, over)).toEqual(expected(base, over)),
      ),
    );
  });

  test('keeps with each value the file and the place where it was written', () => {
    fc.assert(
      fc.property(tree, tree, (base, over) => {
        // Several lines, each value written as JSON writes it.
        const texts = { base: JSON.stringify(base, null, 2), over: JSON.stringify(over, null, 2) };
        const parse = (file: keyof typeof texts) => parseSource(file, texts[file]).root;
        for (const { path, node: leaf } of leaves(
          merge(merge(undefined, parse('base')), parse('over')),
        )) {
          const { file, line, column } = leaf.at;
          const written = texts[file as keyof typeof texts]
            .split('\n')
            [line - 1]?.slice(column - 1);

          expect(written?.startsWith(JSON.stringify(leaf.value))).toBe(true);
          expect(file).toBe(nearest(parse('over'), path).found ? 'over' : 'base');
        }
      }),
    );
  });

  test('with nothing changes nothing, and twice is once', () => {
    fc.assert(
      fc.property(tree, tree, (base, over) => {
        const clean = merged({}, base);
        expect(merged(clean, {})).toEqual(clean);
        expect(merged(merged(clean, over), over)).toEqual(merged(clean, over));
      }),
    );
  });
});
