/** The README's own words: its commands, run in its order in a fresh checkout, print what it says. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bucketNames } from '../environments/model/names.ts';
import { nightshift } from './support/cli.ts';
import { git, scratchRepository } from './support/scratch.ts';
import { isolated, ROOT } from './support/world.ts';

const README = join(ROOT, 'README.md');
/** `UPDATE_README=1 npm test -- demo` writes what the commands print into the README. */
const UPDATE = process.env['UPDATE_README'] === '1';
const BUCKETS = bucketNames({
  name: 'dev',
  project: 'nightshift',
  account: '123456789012',
  region: 'eu-central-1',
});

/** A fenced block of the README that is a change to apply, or commands with what they print. */
interface Block {
  readonly language: string;
  readonly text: string;
}

function blocks(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(console|diff)\n(.*?)^```$/gms)].map(
    ([, language = '', text = '']) => ({ language, text }),
  );
}

/** A block's commands, each with the output below it. */
function commands(text: string): { command: string; output: string }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { command: part.slice(0, end), output: part.slice(end + 1).trim() };
    });
}

/** What differs between two runs: times, ports, ids of runs, memory. */
function mask(output: string): string {
  return output
    .replace(/\d+(\.\d+)? s\b/g, 'N s')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ/g, 'RUN')
    .replace(/peak \d+ MiB/g, 'peak N MiB')
    .replace(/\w{3} \d+ \w{3} \d{4} (\d\d:\d\d) (CET|CEST)\b/g, 'DAY $1 ZONE')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'TIME')
    .trim();
}

describe('the README', () => {
  let root: string;
  let env: NodeJS.ProcessEnv;
  let markdown = readFileSync(README, 'utf8');

  beforeAll(() => {
    // With a commit, as a clone has: plans name the lines that changed since.
    root = scratchRepository();
    const { NIGHTSHIFT_ROOT: _, ...rest } = isolated(join(root, '.nightshift'));
    // As on a machine that knows no AWS.
    env = { ...rest, NO_COLOR: '1', COLUMNS: '100' };
    for (const name of Object.keys(env)) if (/^AWS_(?!SDK_JS)|^npm_/.test(name)) delete env[name];
  });
  afterAll(async () => {
    await nightshift(['emulator', 'stop'], { env, root });
    await rm(root, { recursive: true, force: true });
    if (UPDATE) writeFileSync(README, markdown);
  });

  async function run(command: string): Promise<string> {
    const options = { cwd: root, env, maxBuffer: 2 ** 24 };
    const { stdout } = await promisify(execFile)('sh', ['-c', command], options).catch(
      (error: { stdout: string; stderr: string; code: number }) => {
        // A command that shows an error shows its exit code, and nothing but what it says itself.
        if (error.code === 2) return { stdout: `${error.stdout}${error.stderr}` };
        throw new Error(`${command}: exit ${error.code}\n${error.stdout}${error.stderr}`);
      },
    );
    // npm's own words about the script it runs.
    return stdout.replace(/^> .*\n/gm, '').trim();
  }

  test.each(
    blocks(markdown).map(
      (block, index) => [`${index + 1}: ${block.text.split('\n')[0]}`, block] as const,
    ),
  )('is true in block %s', async (_, { language, text }) => {
    if (language === 'diff') {
      const patch = join(root, 'change.patch');
      writeFileSync(patch, text);
      await promisify(execFile)('git', ['apply', '--unidiff-zero', '--recount', patch], {
        cwd: root,
      });
      return;
    }
    let updated = '';
    for (const { command, output } of commands(text)) {
      const printed = await run(command);
      updated += `$ ${command}\n${printed}\n`;
      if (!UPDATE) expect(mask(printed)).toBe(mask(output));
      // What it plans with --set stands in no file.
      if (command === 'npm start')
        expect(git(root, 'status', '--porcelain', 'environments', 'job', 'stacks')).toBe('');
    }
    if (UPDATE)
      markdown = markdown.replace(
        `\`\`\`console\n${text}\`\`\``,
        () => `\`\`\`console\n${updated}\`\`\``,
      );
  });

  describe('and its result', () => {
    let s3: S3Client;

    beforeAll(() => {
      const file = join(root, '.nightshift', 'emulator', '123456789012-eu-central-1', 'world.json');
      const { endpoint, accessKeyId, secretAccessKey } = JSON.parse(readFileSync(file, 'utf8'));
      s3 = new S3Client({
        endpoint,
        region: 'eu-central-1',
        credentials: { accessKeyId, secretAccessKey },
      });
    });

    /** The first run's outputs, by day. */
    async function outputs(extension: string): Promise<Map<string, string>> {
      const { Contents = [] } = await s3.send(
        new ListObjectsV2Command({ Bucket: BUCKETS.output, Prefix: 'delays/' }),
      );
      const [firstRun] = Contents.map(({ Key = '' }) => Key.split('/')[1]).sort();
      const keys = Contents.map(({ Key = '' }) => Key).filter(
        (key) => key.startsWith(`delays/${firstRun}/`) && key.endsWith(extension),
      );
      const texts = keys.map(async (Key): Promise<[string, string]> => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKETS.output, Key }));
        return [
          Key.slice(-10 - extension.length, -extension.length),
          (await Body?.transformToString()) ?? '',
        ];
      });
      return new Map(await Promise.all(texts));
    }

    /** The statistics once more, from the flights themselves and by another way than the job's. */
    function expected(): Map<string, string[]> {
      interface Flight {
        date: string;
        delay: number;
        origin: string;
      }
      const flights = JSON.parse(
        readFileSync(join(ROOT, 'node_modules/vega-datasets/data/flights-20k.json'), 'utf8'),
      ) as Flight[];
      const day = ({ date }: Flight): string => date.split(' ')[0]?.split('/').join('-') ?? '';
      const result = new Map<string, string[]>();
      for (const date of new Set(flights.map(day))) {
        const ofDay = flights.filter((flight) => day(flight) === date);
        const airports = [...new Set(ofDay.map(({ origin }) => origin))].sort();
        const rows = airports.map((airport) => {
          const delays = ofDay.filter(({ origin }) => origin === airport).map(({ delay }) => delay);
          const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
          const late = delays.filter((delay) => delay >= 15).length;
          return [
            date,
            airport,
            delays.length,
            Math.round(mean * 100) / 100,
            Math.max(...delays),
            late,
          ].join(',');
        });
        result.set(date, rows);
      }
      return result;
    }

    test('is what the flights say, object by object', async () => {
      const [csv, json, truth] = [await outputs('.csv'), await outputs('.json'), expected()];

      expect([...csv.keys()].sort()).toEqual([...truth.keys()].sort());
      expect([...json.keys()].sort()).toEqual([...truth.keys()].sort());
      for (const [date, rows] of truth) {
        expect(csv.get(date)).toBe(
          `day,airport,flights,meanDelay,maxDelay,late\n${rows.join('\n')}\n`,
        );
        const objects = JSON.parse(json.get(date) ?? '') as Record<string, unknown>[];
        expect(objects.map((object) => Object.values(object).join(','))).toEqual(rows);
      }
    });

    test('is the same by hand: exec on s3:// and on folders', async () => {
      const { endpoint, accessKeyId, secretAccessKey } = JSON.parse(
        readFileSync(
          join(root, '.nightshift', 'emulator', '123456789012-eu-central-1', 'world.json'),
          'utf8',
        ),
      );
      const out = join(root, 'out');
      const input = `s3://${BUCKETS.input}/incoming/`;
      const aws = {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      };

      const ended = await nightshift(['exec', 'flight-delays', '--input', input, '--output', out], {
        env: { ...env, ...aws },
        root,
      });

      expect(ended).toMatchObject({ code: 0 });
      const [day = '', text] = [...(await outputs('.csv'))][0] ?? [];
      expect(readFileSync(join(out, `${day}.csv`), 'utf8')).toBe(text);
    });
  });
});
