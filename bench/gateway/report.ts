import type { Round } from './measure.ts';
import { median } from './stats.ts';
import type { Variant } from './variants.ts';

export interface Figures {
  name: string;
  note: string;
  cpu: number;
  besideCpu: number;
  perSecond: number;
  p50: number;
  p99: number;
  pacedP50: number;
  pacedP99: number;
  streamCpu: number;
  streamFirstP50: number;
  streamFirstP99: number;
  rss: number;
  besideRss: number;
  failures: number;
}

export function figuresOf(variant: Variant, rounds: readonly Round[]): Figures {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick));
  return {
    name: variant.name,
    note: variant.note,
    cpu: of((round) => round.unary.cpu),
    besideCpu: of((round) => round.unary.besideCpu),
    perSecond: of((round) => round.unary.perSecond),
    p50: of((round) => round.unary.p50Ms),
    p99: of((round) => round.unary.p99Ms),
    pacedP50: of((round) => round.paced.p50Ms),
    pacedP99: of((round) => round.paced.p99Ms),
    streamCpu: of((round) => round.streams.cpu),
    streamFirstP50: of((round) => round.streams.firstByteP50Ms),
    streamFirstP99: of((round) => round.streams.firstByteP99Ms),
    rss: of((round) => round.rssMb),
    besideRss: of((round) => round.besideRssMb),
    failures: rounds.reduce(
      (sum, round) => sum + round.unary.failures + round.paced.failures + round.streams.failures,
      0,
    ),
  };
}

export function printReport(all: readonly Figures[], rates: { paced: number; streams: number }): string {
  const direct = all.find((figures) => figures.name === 'direct');
  const added = (value: number, base: number | undefined) =>
    base === undefined ? '' : `${Math.round((value - base) * 1_000)}`;
  const lines = [
    ...all.map((figures) => `${figures.name.padEnd(8)} ${figures.note}`),
    '',
    'Unary. CPU: ms of the proxy per 1,000 calls; added: microseconds more than direct.',
    table(
      [
        '',
        'CPU',
        'calls/s c=32',
        'p50 ms',
        'p99 ms',
        `added p50 @${rates.paced}/s`,
        'added p99',
        'RSS MB',
        'failures',
      ],
      all.map((f) => [
        f.name,
        f.cpu.toFixed(1),
        f.perSecond.toFixed(0),
        f.p50.toFixed(2),
        f.p99.toFixed(2),
        added(f.pacedP50, direct?.pacedP50),
        added(f.pacedP99, direct?.pacedP99),
        f.rss.toFixed(0),
        String(f.failures),
      ]),
    ),
    '',
    `Streams of 40 chunks over 200 ms, ${rates.streams} begun a second. CPU: ms per 1,000 streams.`,
    table(
      ['', 'CPU', 'added first byte p50', 'added first byte p99'],
      all.map((f) => [
        f.name,
        f.streamCpu.toFixed(0),
        added(f.streamFirstP50, direct?.streamFirstP50),
        added(f.streamFirstP99, direct?.streamFirstP99),
      ]),
    ),
    '',
    ...ratios(all),
  ];
  return lines.join('\n');
}

function ratios(all: readonly Figures[]): string[] {
  const find = (name: string) => all.find((figures) => figures.name === name);
  const [weir, nginx, bare, portkey] = [find('weir'), find('nginx'), find('bare'), find('portkey')];
  const lines: string[] = [];
  if (weir !== undefined && bare !== undefined) {
    lines.push(
      `Weir / bare Node proxy: CPU ${ratio(weir.cpu, bare.cpu)}, stream CPU ${ratio(weir.streamCpu, bare.streamCpu)}`,
    );
  }
  if (weir !== undefined && nginx !== undefined) {
    lines.push(
      `Weir / nginx: CPU ${ratio(weir.cpu, nginx.cpu)}, calls/s ${ratio(weir.perSecond, nginx.perSecond)}, stream CPU ${ratio(weir.streamCpu, nginx.streamCpu)}`,
      `Beside the call path (control: ledger writer and all): ${weir.besideCpu.toFixed(1)} ms CPU per 1,000 calls, ${weir.besideRss.toFixed(0)} MB`,
    );
  }
  if (weir !== undefined && portkey !== undefined) {
    lines.push(
      `Portkey / Weir: CPU ${ratio(portkey.cpu, weir.cpu)}, stream CPU ${ratio(portkey.streamCpu, weir.streamCpu)}; Weir / Portkey: calls/s ${ratio(weir.perSecond, portkey.perSecond)}`,
    );
  }
  return lines;
}

function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(2)}x`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
