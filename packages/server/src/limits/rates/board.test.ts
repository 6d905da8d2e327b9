import { expect, it } from 'vitest';
import { RateBoard } from './board.ts';

it('adds up what gateways refused lately, each refusal once', () => {
  let now = 0;
  const board = new RateBoard(() => now);
  const figures = [{ limit: 'chat', subjects: 2, busiest: 'ann', busiestPercent: 80.5 }];
  board.report('g1', [{ limit: 'chat', refused: 3, queued: 1 }]);
  board.report('g1', [{ limit: 'chat', refused: 5, queued: 2 }]);
  board.report('g2', [{ limit: 'chat', refused: 1, queued: 4 }]);
  expect(board.status(figures).get('chat')).toEqual({
    subjects: 2,
    refused: 6,
    queued: 6,
    busiest_percent: 80.5,
    busiest: 'ann',
  });
  board.gone('g2');
  now += 120_000;
  expect(board.status(figures).get('chat')).toMatchObject({ refused: 0, queued: 2 });
  expect(board.refused('chat')).toBe(6);
});
