import { setImmediate as nextTurn } from 'node:timers/promises';
import { estimateCost, type PriceBook } from '@weir/core/pricing';
import type { TryCost } from '../../limits/port.ts';
import { objectIn, parsedObject } from '../../providers/json/narrow.ts';
import { finish } from '../../providers/json/scan-object.ts';
import { scanParts } from '../../providers/multipart/parts.ts';
import type { AdmissionProvider } from '../../registry/admission-state.ts';
import type { BatchWork } from '../../registry/resource-record.ts';

const BYTES_PER_TOKEN = 4;
/** Output assumed of a request that sets no bound: what models can say at most would hold back far too much. */
const ASSUMED_OUTPUT = 4_096;
const MOST_MODELS = 64;
/** Bytes read between two turns. */
const SLICE = 1024 * 1024;
const NEWLINE = 0x0a;

type Json = Readonly<Record<string, unknown>>;

/** What the requests of an uploaded file for a batch of OpenAI ask for; undefined when it is no such file. */
export async function workOfUpload(
  body: Buffer,
  contentType: string,
): Promise<readonly BatchWork[] | undefined> {
  const parts = finish(scanParts(body, contentType));
  const purpose = parts.find(({ name, file }) => name === 'purpose' && !file);
  const file = parts.find((part) => part.file && part.name === 'file');
  if (purpose === undefined || file === undefined) return undefined;
  if (body.toString('utf8', purpose.start, purpose.end) !== 'batch') return undefined;
  return workOfLines(body.subarray(file.start, file.end));
}

async function workOfLines(lines: Buffer): Promise<readonly BatchWork[]> {
  const tally = new Tally();
  let sliceEnd = SLICE;
  for (let start = 0; start < lines.length; ) {
    const newline = lines.indexOf(NEWLINE, start);
    const end = newline === -1 ? lines.length : newline;
    const line = parsedObject(lines, start, end);
    const request = objectIn(line, 'body');
    if (request !== undefined) tally.add(request, end - start);
    start = end + 1;
    if (start > sliceEnd) {
      sliceEnd = start + SLICE;
      await nextTurn();
    }
  }
  return tally.work;
}

/** What a message batch of Anthropic asks for; empty when the body is not one. */
export function workOfRequests(body: Json): readonly BatchWork[] {
  const tally = new Tally();
  const { requests } = body;
  if (!Array.isArray(requests)) return tally.work;
  for (const request of requests) {
    const params = objectIn(request as Json, 'params');
    if (params !== undefined) tally.add(params, JSON.stringify(params).length);
  }
  return tally.work;
}

/** The most a batch is expected to cost at batch price, by model. */
export function costsByModel(
  work: readonly BatchWork[],
  { id, priceProvider, priceRegion: region }: AdmissionProvider,
  book: PriceBook,
  at: number,
): TryCost[] {
  return work.map(({ model, input_tokens, output_tokens }) => {
    const price = book.resolveOrFallback({ provider: priceProvider, model, at, tier: 'batch', region });
    const amount = estimateCost(price, { inputTokens: input_tokens, outputTokens: output_tokens });
    return { place: { provider: id, model, tier: undefined }, amount };
  });
}

class Tally {
  private readonly byModel = new Map<string, { requests: number; input: number; output: number }>();

  add(request: Json, bytes: number): void {
    const model = typeof request['model'] === 'string' ? request['model'].slice(0, 256) : '';
    const key = this.byModel.size >= MOST_MODELS && !this.byModel.has(model) ? '' : model;
    const sum = this.byModel.get(key) ?? { requests: 0, input: 0, output: 0 };
    sum.requests += 1;
    sum.input += Math.ceil(bytes / BYTES_PER_TOKEN);
    sum.output += outputOf(request);
    this.byModel.set(key, sum);
  }

  get work(): readonly BatchWork[] {
    return [...this.byModel].map(([model, { requests, input, output }]) => ({
      model,
      requests,
      input_tokens: input,
      output_tokens: output,
    }));
  }
}

/** Models that say nothing. */
const SILENT = /embed|moderation/;

function outputOf(request: Json): number {
  if (SILENT.test(String(request['model']))) return 0;
  const choices = typeof request['n'] === 'number' && request['n'] > 0 ? request['n'] : 1;
  for (const name of ['max_completion_tokens', 'max_tokens', 'max_output_tokens']) {
    const most = request[name];
    if (typeof most === 'number' && most >= 0) return Math.ceil(most) * choices;
  }
  return ASSUMED_OUTPUT * choices;
}
