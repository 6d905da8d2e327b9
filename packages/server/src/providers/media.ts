import { closingQuote, eachText } from './json/search.ts';

const DATA_URL = Buffer.from('"data:');
const BASE64 = ';base64,';
/** Keys whose strings hold base64: audio and files of OpenAI, sources of Anthropic, inline data of Gemini. */
const KEYS = ['"data"', '"file_data"'].map((key) => Buffer.from(key));
/** A media type with parameters before `;base64,`. */
const LONGEST_TYPE = 128;
const SAMPLE = 64;

/**
 * Bytes of a JSON body that are media in base64: data URLs, and strings under the keys that carry such. They are no
 * text, so that four of them are not worth a token.
 */
export function mediaBytes(body: Buffer): number {
  let bytes = 0;
  let at = body.indexOf(DATA_URL);
  while (at !== -1) {
    const head = body.toString('latin1', at, at + LONGEST_TYPE);
    const end = body[at - 1] !== 0x5c && head.includes(BASE64) ? closingQuote(body, at) : -1;
    if (end !== -1) bytes += end - at - 1;
    at = body.indexOf(DATA_URL, end === -1 ? at + DATA_URL.length : end + 1);
  }
  for (const key of KEYS) {
    eachText(body, key, (start, end) => {
      if (looksBase64(body, start, end)) bytes += end - start;
    });
  }
  return bytes;
}

/** A text of any length has a space or a line end early on; base64 has none. A data URL was counted before. */
function looksBase64(body: Buffer, start: number, end: number): boolean {
  return /^[A-Za-z0-9+/_=-]+$/.test(body.toString('latin1', start, Math.min(end, start + SAMPLE)));
}
