import type { Source, SourceRun, SourceState } from '@weir/core/contract';
import { formatCount, formatInstant } from '../../output/figures.ts';
import type { Output, Style } from '../../output/output.ts';

const STATE_STYLES: Readonly<Record<SourceState, Style>> = {
  idle: 'green',
  running: 'cyan',
  failing: 'red',
  lagging: 'yellow',
  disabled: 'dim',
};

export function stateText(out: Output, state: SourceState): string {
  return out.style(STATE_STYLES[state], state);
}

export function instantText(at: string | undefined): string {
  return at === undefined ? '-' : formatInstant(at);
}

/** `3 h`, `2 d`. */
export function lagText({ lag_seconds: lag }: Source): string {
  if (lag === undefined) return '-';
  if (lag < 3_600) return `${Math.floor(lag / 60)} min`;
  return lag < 172_800 ? `${Math.floor(lag / 3_600)} h` : `${Math.floor(lag / 86_400)} d`;
}

export function printSource(out: Output, found: Source): void {
  if (out.json) {
    out.data(found);
    return;
  }
  const { attribution, last_run: last } = found;
  out.fields([
    ['source', out.style('bold', found.id)],
    ['name', found.name],
    ['kind', found.kind],
    [
      'role',
      found.role === 'charges' ? 'charges: its lines are cost' : 'statement: compared with the ledger',
    ],
    ['state', stateText(out, found.state)],
    ['schedule', found.schedule === undefined ? 'when asked' : `${found.schedule} UTC`],
    ['next run', found.next_run_at === undefined ? undefined : `${formatInstant(found.next_run_at)} UTC`],
    [
      'figures until',
      found.covered_until === undefined ? undefined : `${formatInstant(found.covered_until)} UTC`,
    ],
    ['lag', found.lag_seconds === undefined ? undefined : lagText(found)],
    ['last run', last === undefined ? 'never' : `${formatInstant(last.started_at)} UTC, ${last.state}`],
    ['failures', found.failures === 0 ? undefined : `${found.failures} in a row`],
    ['last error', found.last_error],
    ['quarantined', formatCount(found.quarantined)],
    ['secrets', found.secrets.join(', ') || undefined],
    ['settings', JSON.stringify(found.settings)],
    ['tags', pairs(attribution.tags)],
    ['takes over', pairs(attribution.take)],
    ['rules', attribution.rules.length === 0 ? undefined : String(attribution.rules.length)],
  ]);
  for (const { field, is, tags } of attribution.rules) out.line(`  ${field}=${is}: ${pairs(tags)}`);
}

export function printRun(out: Output, run: SourceRun): void {
  if (out.json) {
    out.data(run);
    return;
  }
  out.fields([
    ['run', run.id],
    ['state', run.state],
    ['read', formatCount(run.read)],
    ['added', formatCount(run.added)],
    ['revised', formatCount(run.revised)],
    ['unchanged', formatCount(run.unchanged)],
    ['quarantined', formatCount(run.quarantined)],
  ]);
  for (const warning of run.warnings) out.warn(warning);
  if (run.quarantined > 0) {
    out.note(`Rows that could not be understood: weir source quarantine list ${run.source}`);
  }
}

function pairs(values: Readonly<Record<string, string>>): string | undefined {
  return (
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ') || undefined
  );
}
