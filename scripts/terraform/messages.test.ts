import { describe, expect, test } from '@jest/globals';
import { locator, parseMessage, showDiagnostic } from './messages.ts';

const configuration = JSON.stringify({
  resource: {
    aws_sqs_queue: {
      'jobs_a-job_dead-letters': { '//': { metadata: { path: 'prod/jobs/a-job/dead-letters' } } },
    },
  },
});

describe("an error of Terraform's", () => {
  const asked: string[] = [];
  const locate = locator(configuration, (path) => {
    asked.push(path.join('.'));
    return { file: 'environments/prod.yaml', line: 14, column: 3 };
  });
  const diagnostic = {
    severity: 'error',
    summary: 'creating SQS Queue',
    detail: 'AccessDenied',
  } as const;

  test('names the resource and the line it comes from', () => {
    const address = 'aws_sqs_queue.jobs_a-job_dead-letters';

    expect(showDiagnostic({ ...diagnostic, address }, locate)).toBe(
      'creating SQS Queue\n  AccessDenied\n  at aws_sqs_queue.jobs_a-job_dead-letters, from environments/prod.yaml:14',
    );
    expect(asked).toEqual(['jobs.a-job.dead-letters']);
  });

  test('of a resource with an index finds the same line', () => {
    expect(locate('aws_sqs_queue.jobs_a-job_dead-letters[0]')).toMatchObject({ line: 14 });
  });

  test('of a resource that no construct made has no line', () => {
    expect(showDiagnostic({ ...diagnostic, address: 'aws_sqs_queue.other' }, locate)).toBe(
      'creating SQS Queue\n  AccessDenied\n  at aws_sqs_queue.other',
    );
  });

  test("of a resource of the team's own code names its file", () => {
    expect(
      showDiagnostic({ ...diagnostic, address: 'aws_dynamodb_table.extensions_x' }, locate),
    ).toBe(
      'creating SQS Queue\n  AccessDenied\n  at aws_dynamodb_table.extensions_x, from stacks/extensions.ts',
    );
  });

  test('without an address stays as it is', () => {
    expect(showDiagnostic(diagnostic, locate)).toBe('creating SQS Queue\n  AccessDenied');
  });
});

describe('a line of the stream', () => {
  test('is read if it is a message, and passed over if not', () => {
    expect(parseMessage('{"type":"apply_start","@message":"x"}')).toMatchObject({
      type: 'apply_start',
    });
    for (const line of ['', 'Terraform v1.11.4', '{"half":', '{"no":"type"}']) {
      expect(parseMessage(line)).toBeUndefined();
    }
  });
});
