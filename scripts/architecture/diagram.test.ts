import { describe, expect, test } from '@jest/globals';
import { configurationOf } from '../../stacks/app.ts';
import { type Diagram, diagramOf, mermaid } from './diagram.ts';
import { examples } from './examples.ts';
import { type Resource, resourcesOf } from './resources.ts';

const [environment] = await examples();
const drawn = diagramOf(resourcesOf(configurationOf(environment, () => undefined)), environment);

/** Arrows as `label -> label`. */
function arrowsOf({ boxes, arrows }: Diagram): string[] {
  const labels = new Map(boxes.map(({ id, label }) => [id, label]));
  return arrows.map(({ from, to }) => `${labels.get(from)} -> ${labels.get(to)}`);
}

const resource = (type: string, name: string, values: object): Resource => ({
  type,
  address: `${type}.${name}`,
  path: ['jobs', 'a', name],
  values: { ...values },
});

describe('the diagram', () => {
  test('is small enough to be read', () => {
    expect(drawn.boxes.length).toBeGreaterThan(10);
    expect(drawn.boxes.length).toBeLessThanOrEqual(32);
  });

  test('leads from the schedule over the task to its data', () => {
    expect(arrowsOf(drawn)).toEqual(
      expect.arrayContaining([
        'EventBridge schedule -> task definition',
        'EventBridge schedule -> subnets<br>public',
        'EventBridge schedule -> SQS queue<br>dead-letters',
        'task definition -> IAM role<br>task-role',
        'task definition -> ECR repository',
        'task definition -> log group',
        'IAM role<br>task-role -> S3 bucket<br>input',
      ]),
    );
  });

  test("doesn't repeat from a role what its user names", () => {
    expect(arrowsOf(drawn)).not.toContain('IAM role<br>scheduler-role -> task definition');
  });

  test('takes no name for another that begins alike', () => {
    const place = { account: '1', region: 'r' };
    const { arrows } = diagramOf(
      [
        resource('aws_sqs_queue', 'one', { name: 'x' }),
        resource('aws_sqs_queue', 'two', { name: 'x-y' }),
        resource('aws_scheduler_schedule', 'schedule', { dead: 'arn:aws:sqs:r:1:x-y' }),
      ],
      place,
    );

    expect(arrows).toEqual([
      { from: 'scheduler_schedule_jobs_a_schedule', to: 'sqs_queue_jobs_a_two', acts: false },
    ]);
  });

  test('draws several that differ by a number as one', () => {
    const subnets = [1, 2].map((index) => resource('aws_subnet', `subnet-${index}`, {}));

    expect(diagramOf(subnets, { account: '1', region: 'r' }).boxes).toMatchObject([
      { label: 'subnets', members: subnets },
    ]);
  });
});

describe("Mermaid's text", () => {
  const lines = mermaid(drawn);
  const ids = (pattern: RegExp): string[] => lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const defined = [...ids(/^ {4}(\w+)\["[^"]*"\]$/), ...ids(/^ {2}subgraph (\w+)\["[^"]*"\]$/)];

  test('is made of lines that it knows', () => {
    expect(lines[0]).toBe('flowchart LR');
    for (const line of lines.slice(1))
      expect(line).toMatch(
        /^ {2}(subgraph \w+\["[^"]*"\]|end| {2}\w+\["[^"]*"\]|\w+ (-->|-\.->) \w+)$/,
      );
  });

  test('closes each room, and opens none within another', () => {
    const marks = lines.flatMap((line) => /^ {2}(subgraph|end)\b/.exec(line)?.[1] ?? []);
    expect(marks).toEqual(
      Array.from({ length: marks.length / 2 }, () => ['subgraph', 'end']).flat(),
    );
  });

  test('defines each id once, and names no other', () => {
    expect(new Set(defined).size).toBe(defined.length);
    const named = lines.flatMap((line) => /^ {2}(\w+) \S+ (\w+)$/.exec(line)?.slice(1) ?? []);
    expect(named.length).toBeGreaterThan(10);
    expect(defined).toEqual(expect.arrayContaining(named));
    // A word of the language in the place of an id would break it.
    expect(defined).not.toContain('end');
  });

  test('has labels that end where they should', () => {
    const box = { id: 'a', room: 'r', label: 'say "x" #1', members: [], names: [], text: '' };
    expect(mermaid({ boxes: [box], arrows: [] })[2]).toBe('    a["say #quot;x#quot; #35;1"]');
  });
});
