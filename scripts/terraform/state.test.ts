import { describe, expect, test } from '@jest/globals';
import { moved, parseState } from './state.ts';

const instance = (attributes: object, more: object = {}) => ({ attributes, ...more });

describe('a state', () => {
  test('holds resources at their addresses', () => {
    const text = JSON.stringify({
      version: 4,
      resources: [
        { mode: 'managed', type: 'aws_vpc', name: 'vpc', instances: [instance({ id: 'vpc-1' })] },
        { mode: 'data', type: 'aws_zones', name: 'zones', instances: [instance({})] },
        {
          module: 'module.team',
          mode: 'managed',
          type: 'aws_sqs_queue',
          name: 'q',
          instances: [
            instance({ id: 'a' }, { index_key: 0 }),
            instance({ id: 'b' }, { index_key: 'k' }),
          ],
        },
      ],
    });

    expect(parseState(text)).toEqual([
      { address: 'aws_vpc.vpc', type: 'aws_vpc', values: { id: 'vpc-1' } },
      { address: 'module.team.aws_sqs_queue.q', type: 'aws_sqs_queue', values: { id: 'a' } },
      {
        address: 'module.team.aws_sqs_queue.q',
        type: 'aws_sqs_queue',
        values: { id: 'b' },
      },
    ]);
  });

  test('of another version is not guessed at', () => {
    expect(() => parseState('{"version":5}')).toThrow(
      'the state is a file of version 5, and this repository reads version 4',
    );
  });

  test('is at new addresses, where they have changed', () => {
    const at = (address: string) => ({ address, type: 't', values: {} });
    const moves = [{ from: 't.old', to: 't.new' }];

    expect(moved([at('t.old'), at('t.other')], moves)).toEqual([at('t.new'), at('t.other')]);
    // Something else lies there by now.
    expect(moved([at('t.old'), at('t.new')], moves)).toEqual([at('t.old'), at('t.new')]);
  });
});
