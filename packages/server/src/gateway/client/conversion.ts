import { WeirError } from '@weir/core/errors';
import type { AnswerFilter } from '../../privacy/contract.ts';
import type { ByteTransform } from '../../providers/index.ts';
import type { AnswerTranslationContext, Translation } from '../../providers/translation/contract.ts';

/** How the provider's bytes become the client's: into its dialect, then with what was redacted put back. */
export class Conversion {
  private readonly translation: Translation | undefined;
  private readonly context: AnswerTranslationContext;
  private readonly filter: AnswerFilter | undefined;

  constructor(
    translation: Translation | undefined,
    context: AnswerTranslationContext,
    filter: AnswerFilter | undefined,
  ) {
    this.translation = translation;
    this.context = context;
    this.filter = filter;
  }

  /** A complete successful answer. */
  answer(body: Buffer): Buffer {
    const translated = this.translation?.answer(body, this.context) ?? body;
    const filtered = this.filter?.unary(translated) ?? translated;
    if (this.blocked) throw answerBlocked();
    return filtered;
  }

  /** The provider's error answer. */
  errorAnswer(body: Buffer, status: number): Buffer {
    return this.translation?.errorAnswer(body, status) ?? body;
  }

  stream(): ByteTransform {
    const parts = [this.translation?.stream(this.context), this.filter?.stream()];
    return new Chain(parts.filter((part) => part !== undefined));
  }

  /** Something in the answer must not leave the house. */
  get blocked(): boolean {
    return this.filter?.found.action === 'block';
  }

  /** The answer is in another dialect than the provider's: its headers about the body do not hold. */
  get changesDialect(): boolean {
    return this.translation !== undefined;
  }
}

/** The answer holds what the workload's policy does not let out. */
export function answerBlocked(): WeirError {
  return new WeirError('data_blocked', 'The answer holds data that this workload may not receive.', {
    remedy: 'Ask in another way, or have its owner redact instead of block (weir workload change --redact).',
  });
}

/** Bytes pass through one transform after the other. */
export class Chain implements ByteTransform {
  private readonly parts: readonly ByteTransform[];

  constructor(parts: readonly ByteTransform[]) {
    this.parts = parts;
  }

  push(chunk: Buffer): Buffer | undefined {
    return this.from(0, chunk);
  }

  end(): Buffer | undefined {
    const left: Buffer[] = [];
    this.parts.forEach((part, i) => {
      const last = part.end();
      const out = last === undefined ? undefined : this.from(i + 1, last);
      if (out !== undefined) left.push(out);
    });
    return left.length === 0 ? undefined : Buffer.concat(left);
  }

  private from(first: number, chunk: Buffer): Buffer | undefined {
    let bytes: Buffer | undefined = chunk;
    for (let i = first; i < this.parts.length && bytes !== undefined; i += 1)
      bytes = this.parts[i]?.push(bytes);
    return bytes;
  }
}
