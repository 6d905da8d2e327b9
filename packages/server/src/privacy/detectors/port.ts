import type { Detector } from '@weir/core/contract';

/** Where something was found: UTF-16 positions in the text looked at, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds one kind of datum in a text. Pure and of linear time whatever the text. Gets text as `normalise` leaves it:
 * same length, foreign digits and exotic spaces and dashes already made ASCII.
 */
export interface TextDetector {
  readonly name: Detector;
  find(text: string): Span[];
  /**
   * One character of what may follow a find that was cut short. For streams: a find longer than the window is masked
   * when the window is full, and what follows of these characters goes the same way.
   */
  readonly tail: RegExp;
  /** What ends such a run, where its own characters do not. */
  readonly close?: RegExp;
}
