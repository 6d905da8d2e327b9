import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsType, init, use as register } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTheme } from '../../features/shell/theme.ts';
import { type ChartSpec, timeChartOption } from './options.ts';
import { chartColours } from './palette.ts';

register([BarChart, LineChart, GridComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

interface TimeChartProps {
  spec: ChartSpec;
  /** Says in words what the chart shows; its figures stand in the table beside it. */
  label: string;
  onPick?: ((bucket: number, seriesKey: string) => void) | undefined;
}

/** Draws; everything that can be computed was computed by `prepareSeries`. Loaded on demand (see Chart.tsx). */
export default function TimeChart({ spec, label, onPick }: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  const { inForce } = useTheme();
  const picked = useRef(onPick);
  picked.current = onPick;
  const drawn = useRef(spec);
  drawn.current = spec;

  useEffect(() => {
    if (box.current === null) return;
    const made = init(box.current);
    chart.current = made;
    made.on('click', ({ dataIndex, seriesId }) => {
      const bucket = drawn.current.set.buckets[dataIndex];
      if (bucket !== undefined && seriesId !== undefined) picked.current?.(bucket, seriesId);
    });
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    // the theme is an input: colours are read from the document after it changed
    if (inForce !== '') chart.current?.setOption(timeChartOption(spec, chartColours(), calm), true);
  }, [spec, inForce]);

  return <div ref={box} role="img" aria-label={label} className="size-full" />;
}
