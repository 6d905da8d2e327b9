import type { PriceChange, PriceListDetail, PriceListView } from '@weir/core/contract';
import { formatInstant } from '../../../output/figures.ts';
import type { Output } from '../../../output/output.ts';

/** `12 added, 3 raised`; "none" when nothing differs. */
export function changesText(changes: PriceListView['changes']): string {
  const some = Object.entries(changes).filter(([, count]) => count > 0);
  return some.map(([kind, count]) => `${count} ${kind}`).join(', ') || 'none';
}

export function forceText({ state, from, until }: PriceListView): string {
  if (state !== 'approved') return '-';
  const begin = from === undefined ? 'since ever' : `from ${formatInstant(from)}`;
  return until === undefined ? begin : `${begin} until ${formatInstant(until)}`;
}

export function printList(out: Output, list: PriceListView): void {
  out.fields([
    ['list', out.style('bold', list.id)],
    ['version', list.version],
    ['state', list.in_force ? 'in force' : list.state],
    ['holds', list.state === 'approved' ? `${forceText(list)} UTC` : undefined],
    ['changes', changesText(list.changes)],
    ['source', list.source],
    ['proposed', `${formatInstant(list.proposed_at)} UTC by ${list.proposed_by}`],
    ['decided', list.decided_at && `${formatInstant(list.decided_at)} UTC by ${list.decided_by ?? ''}`],
    ['note', list.decision_note],
  ]);
}

export function printDetail(out: Output, list: PriceListDetail): void {
  printList(out, list);
  if (list.diff.length === 0) {
    out.note('It changes no price.');
    return;
  }
  out.line();
  interface Row {
    change: PriceChange;
    rate: PriceChange['rates'][number];
  }
  out.table<Row>(
    [
      { title: 'MODEL', value: ({ change }) => `${change.provider}/${change.model}` },
      { title: 'CHANGE', value: ({ change }) => change.change },
      { title: 'UNIT', value: ({ rate }) => rate.unit },
      { title: 'FROM', value: ({ rate }) => rate.from ?? '-' },
      { title: 'BEFORE (USD)', value: ({ rate }) => rate.before ?? '-', align: 'right' },
      { title: 'AFTER (USD)', value: ({ rate }) => rate.after ?? '-', align: 'right' },
      { title: '%', value: ({ rate }) => rate.percent ?? '', align: 'right' },
    ],
    list.diff.flatMap((change) => change.rates.map((rate) => ({ change, rate }))),
  );
}
