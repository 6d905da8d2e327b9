import type { AnswerSink } from '../upstream/attempt.ts';
import { decoder } from './decode.ts';

/** Decodes a compressed answer on its way to a sink that must read it: the client gets it plain. */
export class DecodedAnswer implements AnswerSink {
  private readonly decode: NonNullable<ReturnType<typeof decoder>>;
  private readonly sink: AnswerSink;
  private done = false;

  constructor(encoding: string, sink: AnswerSink) {
    const decode = decoder(encoding);
    this.sink = sink;
    if (decode === undefined) throw new Error(`unknown content-encoding ${encoding.slice(0, 40)}`);
    this.decode = decode;
    decode.on('data', (plain: Buffer) => sink.data(plain));
    decode.on('end', () => this.once(() => sink.complete()));
    decode.on('error', (error) => this.once(() => sink.fail(error)));
  }

  data(chunk: Buffer): boolean {
    this.decode.write(chunk);
    return true;
  }

  complete(): void {
    this.decode.end();
  }

  fail(cause: Error): void {
    this.once(() => this.sink.fail(cause));
    this.decode.destroy();
  }

  private once(then: () => void): void {
    if (this.done) return;
    this.done = true;
    then();
  }
}
