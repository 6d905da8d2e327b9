import { divideMoney } from './money.ts';

const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** 1234567 -> "1,234,567" */
export const formatCount = (value: number): string => integer.format(value);

/** 1234567 -> "1.2M"; whole below ten thousand. */
export const formatCountShort = (value: number): string =>
  Math.abs(value) < 10_000 ? integer.format(value) : short.format(value);

/** A share 0..1 as decimal string -> "97.4%"; whole hundreds without decimals. */
export function formatShare(share: string): string {
  const percent = divideMoney(share, '0.01', 1) ?? '0.0';
  return `${percent.replace(/\.0$/, '')}%`;
}

/** Part of a whole, both decimal strings or counts; undefined when the whole is 0. */
export function shareOf(part: string | number, whole: string | number): string | undefined {
  return divideMoney(String(part), String(whole), 4);
}

/** Milliseconds -> "840 ms", "1.24 s", "2 min 5 s". */
export function formatDuration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Bytes -> "812 B", "1.4 KB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
