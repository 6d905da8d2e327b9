import { objectEnd, objectStart } from './last-object.ts';
import { objectOrNothing, parseOrNothing } from './narrow.ts';

/** What an answer's JSON must look like for its facts to be found without parsing the whole. */
export interface Landmarks {
  /** Member that holds the content: the model's name stands before it. */
  readonly content: string;
  /** Member that says why the answer ended. */
  readonly finish: string;
  /** Where any of these occurs, tools were called and the whole must be read. */
  readonly tools: readonly string[];
}

export interface Skimmed {
  readonly usage: Record<string, unknown>;
  /** As it stands in the answer. */
  readonly usageText: string;
  readonly model: string | undefined;
  readonly finishReason: string | undefined;
}

const USAGE = '"usage"';
const MODEL = '"model"';
const LONGEST_USAGE = 16 * 1024;
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/**
 * Finds usage, model and finish reason of an ordinary answer by their names: several times cheaper than parsing the
 * text around them. Inside a JSON string these names cannot stand, its quotes would be escaped. Anything out of the
 * ordinary (no usage, tools, usage that is not a member of the outermost object) gives undefined: then parse.
 */
export function skim(body: Buffer, landmarks: Landmarks): Skimmed | undefined {
  const text = body.toString('latin1');
  const usageAt = text.lastIndexOf(USAGE);
  if (usageAt === -1 || landmarks.tools.some((mark) => text.includes(mark))) return undefined;
  const start = objectStart(body, usageAt + USAGE.length);
  const end = start === -1 ? -1 : objectEnd(body, start);
  if (end === -1 || !closesAll(text, end)) return undefined;
  const modelAt = text.indexOf(MODEL);
  const contentAt = text.indexOf(landmarks.content);
  if (modelAt === -1 || contentAt < modelAt) return undefined;
  const model = plainValue(text, modelAt + MODEL.length);
  const finishAt = text.indexOf(landmarks.finish, contentAt);
  if (model === undefined || finishAt === -1) return undefined;
  const finishReason = plainValue(text, finishAt + landmarks.finish.length);
  const usage = end - start > LONGEST_USAGE ? undefined : objectOrNothing(parseOrNothing(body, start, end));
  return usage && { usage, usageText: text.slice(start, end), model, finishReason };
}

/** After the usage object nothing is closed but the outermost object: so it is a member of that one. */
function closesAll(text: string, from: number): boolean {
  const close = text.indexOf('}', from);
  if (close === -1 || text.slice(close + 1).trim() !== '') return false;
  const between = text.slice(from, close);
  return !between.includes('{') && !between.includes('[') && !between.includes(']');
}

/** The string after `:`, if it is one and holds neither escapes nor anything beyond ASCII. */
function plainValue(text: string, from: number): string | undefined {
  const colon = text.indexOf(':', from);
  const open = text.indexOf('"', colon);
  if (colon === -1 || open === -1 || text.slice(colon + 1, open).trim() !== '') return undefined;
  const value = text.slice(open + 1, text.indexOf('"', open + 1));
  return PLAIN.test(value) ? value : undefined;
}
