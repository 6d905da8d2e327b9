import type { CliIo } from '../ports.ts';
import { formatBytes } from './figures.ts';
import type { Output } from './output.ts';

const BAR_CELLS = 30;
/** Redrawn at most this often. */
const FRAME_MS = 80;

export interface Progress {
  update(done: number, detail: string): void;
  /** Clears the bar. */
  end(): void;
}

/** A bar on stderr when that is a terminal and a person is reading; otherwise silent. */
export function createProgress(io: CliIo, out: Output, total: number | undefined): Progress {
  if (!io.isTTY.stderr || out.json) return { update: () => {}, end: () => {} };
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    update(done, detail) {
      if (io.now() - drawnAt < FRAME_MS) return;
      drawnAt = io.now();
      io.stderr.write(`\r\u001b[2K${barText(done, total)}  ${detail}`);
    },
    end() {
      if (drawnAt !== Number.NEGATIVE_INFINITY) io.stderr.write('\r\u001b[2K');
    },
  };
}

export function barText(done: number, total: number | undefined): string {
  if (total === undefined || total === 0) return formatBytes(done);
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR_CELLS);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_CELLS - filled)}] ${Math.floor(share * 100)}%`;
}
