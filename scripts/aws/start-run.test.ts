import { describe, expect, test } from '@jest/globals';
import { camelCase, runTaskInput } from './start-run.ts';

const INPUT = JSON.stringify({
  Cluster: 'c',
  ClientToken: '0123abcd-<aws.scheduler.scheduled-time>',
  NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['s'], AssignPublicIp: 'ENABLED' } },
  Overrides: {
    ContainerOverrides: [
      { Name: 'job', Environment: [{ Name: 'T', Value: '<aws.scheduler.scheduled-time>' }] },
    ],
  },
});

describe('a run by hand', () => {
  test('calls RunTask as the schedule would, for a time of its own', () => {
    expect(runTaskInput(INPUT, new Date('2026-11-23T03:15:00Z'), 'm1')).toEqual({
      cluster: 'c',
      clientToken: '0123abcd-2026-11-23T03:15:00Z-m1',
      networkConfiguration: { awsvpcConfiguration: { subnets: ['s'], assignPublicIp: 'ENABLED' } },
      overrides: {
        containerOverrides: [
          { name: 'job', environment: [{ name: 'T', value: '2026-11-23T03:15:00Z' }] },
        ],
      },
    });
  });

  test('has a token that ECS takes, also years from now', () => {
    const attempt = `m${new Date('2100-01-01').getTime().toString(36)}`;
    const { clientToken } = runTaskInput(INPUT, new Date('2099-12-31T23:59:59Z'), attempt);
    expect(clientToken).toMatch(/^[\x21-\x7e]{1,64}$/);
  });

  test('leaves values alone', () => {
    expect(camelCase({ A: ['Bc', { De: null, F: 1 }] })).toEqual({ a: ['Bc', { de: null, f: 1 }] });
  });
});
