import { type ComponentProps, lazy, Suspense } from 'react';
import { cx } from '../../ui/cx.ts';
import { Skeleton } from '../../ui/skeleton.tsx';

const TimeChart = lazy(() => import('./TimeChart.tsx'));

type ChartProps = ComponentProps<typeof TimeChart> & { className: string };

/** A chart whose library arrives after the page. `className` gives the height, which is kept from the first paint. */
export function Chart({ className, ...chart }: ChartProps) {
  return (
    <div className={cx('w-full', className)}>
      <Suspense fallback={<Skeleton className="size-full" />}>
        <TimeChart {...chart} />
      </Suspense>
    </div>
  );
}
