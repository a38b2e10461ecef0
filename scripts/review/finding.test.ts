import { expect, test } from '@jest/globals';
import { type Finding, SaidLater, sayFindings } from './finding.ts';
import { plain, words } from './words.ts';

const TOPICS = [
  'data',
  'permissions',
  'schedule',
  'hardware',
  'image',
  'network',
  'revision',
  'other',
] as const;

const finding = (about: Finding['about'], over: Partial<Finding> = {}): Finding => ({
  about,
  words: words`${about}`,
  risk: 'none',
  tells: [],
  ...over,
});

const said = (findings: readonly Finding[]): string[] => sayFindings(findings).map(plain);

test('findings of one risk are told by their topics', () => {
  const findings = TOPICS.map((about) => finding(about));

  expect(said(findings.toReversed())).toEqual(TOPICS);
});

test.each(TOPICS)('what is riskier is told before %s', (about) => {
  const risky = finding('other', { risk: 'low', words: words`risky` });

  expect(said([finding(about), risky])).toEqual(['risky', about]);
});

test('findings in the same words are told once, and silent ones not at all', () => {
  const findings = [finding('data'), finding('data'), finding('image', { words: [] })];

  expect(said(findings)).toEqual(['data']);
});

test('words that are made later are a file’s and a copy’s too', () => {
  const later = new SaidLater({
    about: 'data',
    say: () => words`made`,
    risk: 'low',
    reason: undefined,
    tells: [],
  });

  expect(later.words).toEqual(['made']);
  expect(JSON.parse(JSON.stringify(later))).toEqual({
    about: 'data',
    words: ['made'],
    risk: 'low',
    tells: [],
  });
});
