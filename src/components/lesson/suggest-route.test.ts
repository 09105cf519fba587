import { describe, expect, test } from 'vitest';
import { MODULES } from '../../course/lessons.ts';
import { type Stage, suggestRoute, type Who, type Worry } from './suggest-route.ts';

const WHO: Who[] = ['builder', 'engineer', 'graduate'];
const STAGES: Stage[] = ['live', 'soon', 'learning'];
const WORRIES: Worry[] = ['login', 'money', 'load', 'loss'];

describe('suggestRoute', () => {
  test('names four different modules of the course, whatever is answered', () => {
    for (const who of WHO)
      for (const stage of STAGES)
        for (const worry of WORRIES) {
          const { modules } = suggestRoute({ who, stage, worry });
          expect(new Set(modules).size, `${who}, ${stage}, ${worry}`).toBe(4);
          for (const module of modules) expect(MODULES.map(({ id }) => id)).toContain(module);
        }
  });

  test('begins with the worry of somebody whose app is in use', () => {
    expect(suggestRoute({ stage: 'live', worry: 'money' }).modules[0]).toBe('03-money');
    expect(suggestRoute({ stage: 'live', worry: 'load' }).modules).toContain('08-running-it');
  });

  test('begins with the login for somebody who has time', () => {
    expect(suggestRoute({ stage: 'learning', worry: 'money' }).modules.slice(0, 2)).toEqual([
      '01-login',
      '03-money',
    ]);
  });

  test('answers nothing at all too', () => {
    expect(suggestRoute({}).modules).toHaveLength(4);
  });
});
