import { describe, expect, test } from '@jest/globals';
import { recorder } from '../../tests/support/world.ts';
import { followApply } from './progress.ts';

const message = (type: string, addr: string) => ({
  type,
  '@message': '',
  hook: { resource: { addr } },
});

describe('the progress of an apply', () => {
  test('is one moving line on a terminal', () => {
    const lines: string[] = [];
    let time = 0;
    const follow = followApply(
      2,
      { ...recorder(), live: true, status: (line) => void lines.push(line) },
      () => time,
    );

    follow(message('apply_start', 'a'));
    follow(message('apply_start', 'b'));
    time = 3000;
    follow(message('apply_complete', 'a'));
    follow(message('apply_complete', 'b'));

    expect(lines).toEqual([
      '  0 of 2, 0.0 s, at a',
      '  0 of 2, 0.0 s, at a and 1 more',
      '  1 of 2, 3.0 s, at b',
      '  2 of 2, 3.0 s',
    ]);
  });

  test('is a plain line now and then on a pipe', () => {
    const terminal = recorder();
    let time = 0;
    const follow = followApply(30, terminal, () => time);

    for (let index = 0; index < 30; index++) {
      time += 1000;
      follow(message('apply_start', `${index}`));
      follow(message('apply_complete', `${index}`));
    }

    expect(terminal.noted).toEqual(['  14 of 30, 15 s, at 14', '  29 of 30, 30 s, at 29']);
  });

  test('passes over what has no resource', () => {
    const terminal = recorder();
    followApply(1, terminal)({ type: 'version', '@message': '' });
    expect(terminal.noted).toEqual([]);
  });
});
