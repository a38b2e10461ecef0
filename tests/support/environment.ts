import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  complete,
  type Environment,
  environmentSchema,
  type Settings,
} from '../../environments/model/schema.ts';
import { merge, plain } from '../../environments/model/source.ts';
import { parseSource } from '../../environments/model/yaml.ts';

const DEFAULTS = join(import.meta.dirname, '..', '..', 'environments', 'defaults.yaml');

/** What a file makes of this repository's defaults, without its rules: also keys not built yet. */
export function settingsOf(yaml = ''): Settings {
  const defaults = readFileSync(DEFAULTS, 'utf8');
  const [base, over] = [defaults, yaml].map((text) => {
    const { root, problems } = parseSource('test.yaml', text);
    if (problems.length > 0) throw new Error(JSON.stringify(problems));
    return root;
  });
  if (!base || !over) throw new Error('two files');
  return environmentSchema.parse(plain(merge(base, over)));
}

/** The environment `test` that a file makes of this repository's defaults. */
export function environmentOf(yaml = ''): Environment {
  return complete('test', settingsOf(yaml));
}
