import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './world.ts';

/** The code blocks of one language in a page of `docs/`, in their order: what readers copy is what is tested. */
export function codeBlocks(page: string, language: string): string[] {
  const text = readFileSync(join(ROOT, 'docs', page), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, code = '']) => code,
  );
}
