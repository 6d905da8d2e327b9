import { pino } from 'pino';
import { redact } from './redact.ts';

/** What the parts of Weir log with; a field object first, then the message. */
export interface Logger {
  debug(message: string): void;
  debug(fields: object, message?: string): void;
  info(message: string): void;
  info(fields: object, message?: string): void;
  warn(message: string): void;
  warn(fields: object, message?: string): void;
  error(message: string): void;
  error(fields: object, message?: string): void;
  child(fields: Record<string, unknown>): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LogTarget {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Logs to stderr: one JSON object a line, or a readable line on a terminal. Secrets never leave it. */
export function createLogger(level: LogLevel, target: LogTarget = process.stderr): Logger {
  const format = target.isTTY === true ? readable : (line: string) => line;
  return pino(
    { level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: named } },
    { write: (line: string) => void target.write(redact(format(line))) },
  );
}

export const silentLogger: Logger = createLogger('silent');

function named(label: string): object {
  return { level: label };
}

const COLOURS: Record<string, string> = { debug: '\x1b[2m', info: '', warn: '\x1b[33m', error: '\x1b[31m' };

function readable(line: string): string {
  const { level, time, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const colour = COLOURS[String(level)] ?? '';
  const text = [String(msg ?? ''), ...Object.entries(fields).map(fieldText)].filter(Boolean).join(' ');
  return `${String(time).slice(11, 23)} ${colour}${String(level).padEnd(5)} ${text}${colour && '\x1b[0m'}\n`;
}

function fieldText([name, value]: [string, unknown]): string {
  return `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
