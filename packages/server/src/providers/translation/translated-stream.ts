import type { ByteTransform } from '../contract.ts';
import type { StreamEvent } from './answer.ts';
import type { StreamReader, StreamWriter } from './dialect.ts';
import { type Frame, SseFrames } from './sse-frames.ts';
import { badEvent, parsed } from './stream-faults.ts';

/** A provider's stream of events as the client's, event by event. After an end or an error nothing follows. */
export class TranslatedStream implements ByteTransform {
  private readonly frames = new SseFrames();
  private over = false;
  private readonly reader: StreamReader;
  private readonly writer: StreamWriter;

  constructor(reader: StreamReader, writer: StreamWriter) {
    this.reader = reader;
    this.writer = writer;
  }

  push(chunk: Buffer): Buffer | undefined {
    const text = this.translate(this.frames.push(chunk));
    return bytesOf(this.frames.overflown ? text + this.write([badEvent('an event without an end')]) : text);
  }

  end(): Buffer | undefined {
    const text = this.translate(this.frames.end().filter(isWhole));
    return bytesOf(text + (this.over ? '' : this.write(this.reader.end())));
  }

  private translate(frames: readonly Frame[]): string {
    let text = '';
    for (const frame of frames) if (!this.over) text += this.write(this.reader.read(frame));
    return text;
  }

  private write(events: readonly StreamEvent[]): string {
    let text = '';
    for (const event of events) {
      if (this.over) break;
      if (event.type === 'end' || event.type === 'error') this.over = true;
      text += this.writer.write(event);
    }
    return text;
  }
}

/** The last event may lack its blank line; one that was cut in the middle says nothing. */
function isWhole({ data }: Frame): boolean {
  return data === '[DONE]' || (data !== undefined && parsed(data) !== undefined);
}

function bytesOf(text: string): Buffer | undefined {
  return text === '' ? undefined : Buffer.from(text);
}
