import { expect, test } from 'vitest';
import { clock, type DESIGNS, REACTIONS, thiefOutAt } from './session-lives.ts';

const out = (design: (typeof DESIGNS)[number]) =>
  REACTIONS.map((reaction) => clock(thiefOutAt(design, reaction)));

test('a long token hears of nothing', () => {
  expect(out('long-token')).toEqual(['17:00', '17:00', '17:00']);
});

test('a short token is over soon, for everybody', () => {
  expect(out('short-token')).toEqual(['9:15', '9:15', '9:15']);
});

test('a row ends when somebody ends it', () => {
  expect(out('row')).toEqual(['17:00', '9:10', '9:10']);
});

test('a rotating pair ends by itself once both have used it', () => {
  // The thief refreshes at 9:15, the owner a moment later with the token that was used: both are out at 9:30.
  expect(out('pair')).toEqual(['9:30', '9:15', '9:15']);
});
