import { ChartColumn, ChartLine } from 'lucide-react';
import { MEASURES } from '../../charts/prepare/measures.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { useDimensions } from '../scope/FilterForm.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { dimensionLabel } from '../scope/text.ts';
import { SandboxSelect } from './SandboxSelect.tsx';
import { text } from './text.ts';
import type { ExplorerState } from './useExplorer.ts';

const COMPARISONS = ['none', 'previous', 'year'] as const;
const INTERVALS = ['auto', 'hour', 'day', 'week', 'month'] as const;
const NOTHING = '-';

export function ExplorerControls({ state }: { state: ExplorerState }) {
  const { search, change, by, measure, kind } = state;
  const [first = 'workload', second] = by;
  const choices = useDimensions().map((value) => ({ value, label: dimensionLabel(value) }));
  const setBy = (next: readonly (string | undefined)[]) => {
    const kept = [...new Set(next.filter((one) => one !== undefined && one !== NOTHING))] as string[];
    change({ by: kept, sort: undefined });
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        showLabel
        label={text.groupBy}
        value={first}
        choices={choices}
        onChange={(next) => setBy([next, second])}
      />
      <Select
        showLabel
        label={text.thenBy}
        value={second ?? NOTHING}
        choices={[{ value: NOTHING, label: text.nothing }, ...choices.filter(({ value }) => value !== first)]}
        onChange={(next) => setBy([first, next])}
      />
      <Select
        showLabel
        label={text.measure}
        value={measure}
        choices={MEASURES.map((value) => ({ value, label: text.measures[value] }))}
        onChange={(next) => change({ measure: next === 'cost' ? undefined : next, sort: undefined })}
      />
      <Select
        showLabel
        label={text.interval}
        value={search.interval ?? 'auto'}
        choices={INTERVALS.map((value) => ({ value, label: text.intervals[value] }))}
        onChange={(next) => change({ interval: next === 'auto' ? undefined : next })}
      />
      <Segmented
        label={text.chart}
        value={kind}
        choices={[
          { value: 'bar', label: text.kinds.bar, icon: <ChartColumn aria-hidden /> },
          { value: 'line', label: text.kinds.line, icon: <ChartLine aria-hidden /> },
        ]}
        onChange={(next) => change({ chart: next === 'line' ? 'line' : undefined })}
      />
    </div>
  );
}

/** Period, filters and what stands beside the figures. */
export function ExplorerBar({ state }: { state: ExplorerState }) {
  const { search, change, range, preset, zone } = state;
  return (
    <ScopeBar scope={{ preset, range, zone, filter: search.filter, change }} dimensions="any">
      <Select
        showLabel
        label={text.compare}
        value={search.compare ?? 'none'}
        choices={COMPARISONS.map((value) => ({ value, label: text.comparisons[value] }))}
        onChange={(next) => change({ compare: next === 'none' ? undefined : next })}
      />
      <Button
        size="sm"
        aria-pressed={search.percentiles === true}
        className="aria-pressed:bg-accent-weak"
        onClick={() => change({ percentiles: search.percentiles === true ? undefined : true })}
      >
        {text.percentiles}
      </Button>
      <SandboxSelect value={search.sandbox} onChange={(sandbox) => change({ sandbox })} />
    </ScopeBar>
  );
}
