import { Link } from '@tanstack/react-router';
import type { ViabilityMap } from '@weir/core/contract';
import { Fragment } from 'react';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { byClass, type ClassSum } from './classes.ts';
import { classText, confidenceText, text } from './text.ts';

function ClassCard({ sum, currency }: { sum: ClassSum; currency: string }) {
  const { title, hint } = classText[sum.kind];
  return (
    <section aria-label={title} className="min-w-0 bg-surface px-4 py-3">
      <h3 className="text-sm font-medium">{title}</h3>
      <p className="mt-0.5 min-h-8 text-xs text-ink-3">{hint}</p>
      {sum.workloads.length === 0 ? (
        <p className="mt-3 text-sm text-ink-3">{text.classNone}</p>
      ) : (
        <>
          <p className="tabular mt-2 text-xl font-semibold tracking-tight">
            <Money amount={sum.value} currency={currency} />
          </p>
          <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-sm">
            <dt className="text-ink-2">{text.classCost}</dt>
            <dd className="text-right">
              <Money amount={sum.loaded} currency={currency} />
            </dd>
            <dt className="text-ink-2">{text.classReturn}</dt>
            <dd className="tabular text-right">{sum.times ?? text.none}</dd>
            <dt className="text-ink-2">{text.classConfidence}</dt>
            <dd className="text-right">{sum.confidences.map((one) => confidenceText[one]).join(', ')}</dd>
          </dl>
          <p className="mt-2 text-sm">
            {sum.workloads.map((row, index) => (
              <Fragment key={row.workload}>
                {index === 0 ? null : ', '}
                <Link to="/workloads/$id" params={{ id: row.workload }} className={LINK_CLASS}>
                  {row.name}
                </Link>
              </Fragment>
            ))}
          </p>
        </>
      )}
    </section>
  );
}

/** What is claimed, by what kind of claim it is. */
export function ClassPanel({ report: { workloads, currency } }: { report: ViabilityMap }) {
  return (
    <Panel title={text.classes} note={text.classesNote} flush>
      <div className="grid gap-px overflow-hidden rounded-b-lg border-t border-line bg-line md:grid-cols-3">
        {byClass(workloads).map((sum) => (
          <ClassCard key={sum.kind} sum={sum} currency={currency} />
        ))}
      </div>
    </Panel>
  );
}
