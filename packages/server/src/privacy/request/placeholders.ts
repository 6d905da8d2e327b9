import type { Detector } from '@weir/core/contract';
import { DETECTORS } from '@weir/core/contract';

const LABELS = new Map(DETECTORS.map((name) => [name, name.toUpperCase()] as const));
const FOREIGN = new RegExp(`\\[((?:${[...LABELS.values()].join('|')})_\\d{1,9})\\]`, 'g');

/** What stands in an answer in place of something that nobody may have back. */
export function mask(detector: Detector): string {
  return `[${LABELS.get(detector) ?? 'REDACTED'}]`;
}

/**
 * The placeholders of one call. Numbers count up per detector in order of appearance, so that a conversation that grows
 * keeps its numbers (and the provider's prompt cache its prefix). Numbers that the client's own text uses are left out.
 */
export class Placeholders {
  /** Placeholder to original. */
  readonly originals = new Map<string, string>();
  private readonly byValue = new Map<string, string>();
  private readonly next = new Map<Detector, number>();
  private readonly taken = new Set<string>();

  /** Takes note of what looks like a placeholder in the client's own text. To be called with every text first. */
  reserve(text: string): void {
    if (!text.includes('[')) return;
    for (const match of text.matchAll(FOREIGN)) this.taken.add(match[1] ?? '');
  }

  of(detector: Detector, value: string): string {
    const key = `${detector} ${value}`;
    const known = this.byValue.get(key);
    if (known !== undefined) return known;
    let number = this.next.get(detector) ?? 1;
    const label = LABELS.get(detector) ?? '';
    while (this.taken.has(`${label}_${number}`)) number += 1;
    this.next.set(detector, number + 1);
    const placeholder = `[${label}_${number}]`;
    this.byValue.set(key, placeholder);
    this.originals.set(placeholder, value);
    return placeholder;
  }
}
