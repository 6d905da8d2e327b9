import type { Admitted } from './admitted.ts';
import type { PipelineDeps } from './call-deps.ts';

/** Most of an answer that is kept. */
const LONGEST_KEPT = 1024 * 1024;

/** Gathers what the provider said, for workloads whose policy keeps it: as it came, with placeholders in place. */
export class ContentKeeper {
  private size = 0;
  private parts: Buffer[] = [];

  take(bytes: Buffer): void {
    if (this.size >= LONGEST_KEPT) return;
    const part = bytes.subarray(0, LONGEST_KEPT - this.size);
    // the buffer may be a view of one that is read into again
    this.parts.push(Buffer.from(part));
    this.size += part.length;
  }

  get answer(): Buffer {
    return Buffer.concat(this.parts, this.size);
  }
}

/** Undefined where nothing is kept. */
export function contentKeeper({ principal }: Admitted, { options }: PipelineDeps): ContentKeeper | undefined {
  if (principal.workload.data?.retention === undefined || options.retention === undefined) return undefined;
  return new ContentKeeper();
}

/** Writes prompt and completion away; the client does not wait for it, and a full disk costs it nothing. */
export function keepContent(
  keeper: ContentKeeper,
  admitted: Admitted,
  { options, counters }: PipelineDeps,
): void {
  const { call, principal, body } = admitted;
  const rule = principal.workload.data?.retention;
  if (rule === undefined || options.retention === undefined) return;
  const entry = {
    callId: call.id,
    workload: principal.workload.id,
    at: call.startedAt,
    request: body,
    answer: keeper.answer,
  };
  options.retention.put(entry, rule).catch((error: unknown) => {
    counters.contentLost += 1;
    options.log.error({ err: error, call_id: call.id }, 'prompt and completion could not be kept');
  });
}
