import type { Value } from './rows.ts';

/** A string, or what may be a number: in JSON text nothing else holds a digit. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[-\d][-+.\deE]*/g;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** JSON with its numbers as the text they are written as, so that none loses digits. Throws SyntaxError. */
export function parseExactJson(text: string): Value {
  return JSON.parse(
    text.replace(TOKEN, (token) => (token[0] !== '"' && NUMBER.test(token) ? `"${token}"` : token)),
  ) as Value;
}
