/** The scenarios that the review is held to, as `__fixtures__/` has them (its README.md). */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';

/** Texts by their path below a folder. */
export type Texts = ReadonlyMap<string, string>;

/** A number, `some` (at least one) or `any`. */
export type Amount = number | 'some' | 'any';

/** What a person wrote down that must be said. A text is a part of what is said. */
export interface Expected {
  readonly title: string;
  /** `nothing`: what is planned is new as a whole. */
  readonly before?: 'nothing';
  readonly verdict: readonly string[];
  /** What isn't listed is 0. */
  readonly counts: Readonly<Record<string, Amount>>;
  readonly risk: { readonly level: string | readonly string[]; readonly reasons?: string[] };
  readonly first?: readonly string[];
  readonly rows: readonly {
    readonly key: string;
    readonly line: number;
    readonly from?: string;
    readonly to?: string;
    readonly effects?: readonly string[];
  }[];
  readonly unattributed?: readonly string[];
  readonly drift?: { readonly touched: readonly string[]; readonly elsewhere: Amount };
  readonly mustAppear?: readonly string[];
  readonly mustNotAppear?: readonly string[];
  /** May stand in code alone, where it is no more than text. */
  readonly onlyInCode?: readonly string[];
}

/** One scenario. */
export interface Scenario {
  /** Name of its folder, such as `03-memory`. */
  readonly name: string;
  readonly expected: Expected;
  /** Undefined: there was nothing. */
  readonly before: Texts | undefined;
  readonly after: Texts;
  /** Whether the files are an environment's, or any Terraform configuration. */
  readonly kind: 'environment' | 'configuration';
}

/** Reads all scenarios below a folder, by name. */
export function readScenarios(folder: string): Scenario[] {
  const base = textsIn(join(folder, 'base'));
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, 'expected.yaml')))
    .sort()
    .map((name) => scenario(join(folder, name), name, base));
}

function scenario(folder: string, name: string, base: Texts): Scenario {
  const expected = parse(readFileSync(join(folder, 'expected.yaml'), 'utf8')) as Expected;
  const [before, after] = [textsIn(join(folder, 'before')), textsIn(join(folder, 'after'))];
  if (after.has('main.tf'))
    return {
      name,
      expected,
      before: before.size > 0 ? before : undefined,
      after,
      kind: 'configuration',
    };
  const was = new Map([...base, ...before]);
  return {
    name,
    expected,
    before: expected.before === 'nothing' ? undefined : was,
    after: new Map([...was, ...after]),
    kind: 'environment',
  };
}

function textsIn(folder: string): Texts {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [relative(folder, path), readFileSync(path, 'utf8')]),
  );
}
