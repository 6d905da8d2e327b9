import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Context } from './command.ts';
import { CliError, usageError } from './errors.ts';
import { EXIT } from './exit-codes.ts';

/** The whole of a small file, or of standard input for `-`. */
export async function readText({ io }: Context, file: string): Promise<string> {
  if (file === '-') return textOf(io.stdin as Readable);
  const path = resolve(io.cwd, file);
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : message;
    throw new CliError(
      EXIT.notFound,
      { code: 'file_unreadable', message: `Cannot read ${path}: ${reason}` },
      error,
    );
  }
}

/** A JSON object. */
export function parseObject(text: string, what: string, field: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usageError(
      `${what} is not JSON: ${(error as Error).message}`,
      'Check quotes, commas and braces.',
      field,
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw usageError(`${what} is not a JSON object`, 'Write it like {"amount": "100"}.', field);
}

async function textOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks).toString('utf8');
}
