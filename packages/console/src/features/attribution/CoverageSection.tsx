import { useQuery } from '@tanstack/react-query';
import type { CoverageReport } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { coverageQuery } from '../../api/attribution-queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { formatMoney } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';
import { Answer } from '../../ui/answer.tsx';
import { IconButton, LinkButton } from '../../ui/button.tsx';
import { Formula } from '../../ui/formula.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { Teach } from '../../ui/teach.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { CoverageTrend } from './CoverageTrend.tsx';
import { intervalOf, unattributedOf, type Work, workCsv } from './coverage.ts';
import { text } from './text.ts';
import { WorkList } from './WorkList.tsx';

const ClaimDialog = lazy(() => import('./ClaimDialog.tsx'));
const TONES = { crawl: 'bad', walk: 'warn', run: 'good' } as const;

function Headline({ report }: { report: CoverageReport }) {
  const { coverage, maturity, cost, attributed_cost: attributed, currency } = report;
  const shown = coverage === null ? text.none : formatShare(coverage);
  return (
    <section aria-label={text.coverage} className={STATS_CLASS}>
      <Stat
        label={text.coverage}
        help={
          <Formula
            figure={text.coverage}
            label={text.help}
            meaning={text.meaning}
            lines={[
              text.formula,
              `${formatMoney(attributed, currency).text} ÷ ${formatMoney(cost, currency).text} = ${shown}`,
            ]}
          />
        }
        value={shown}
        foot={
          coverage === null || maturity === null ? null : (
            <Meter value={Number(coverage)} tone={TONES[maturity]} className="mt-1.5" />
          )
        }
      />
      <Stat
        label={text.maturityTitle}
        value={maturity === null ? text.none : text.maturity[maturity]}
        foot={maturity === null ? null : text.maturityHints[maturity]}
      />
      <Stat label={text.cost} value={<Money amount={cost} currency={currency} />} />
      <Stat
        label={text.unattributed}
        value={<Money amount={unattributedOf(report)} currency={currency} />}
        foot={text.unattributedFoot}
      />
    </section>
  );
}

function Waiting() {
  return (
    <div className="flex flex-col gap-5">
      <Skeleton className="h-30 rounded-lg" />
      <Skeleton className="h-92 rounded-lg" />
      <Panel flush title={text.workList}>
        <SkeletonRows rows={6} />
      </Panel>
    </div>
  );
}

/** How much is somebody's, how that went, and what to mend first. */
export function CoverageSection({ scope }: { scope: PageScope }) {
  const { since, until } = scope.query;
  const interval = intervalOf(scope.range);
  const report = useQuery({ ...coverageQuery({ since, until, interval }), enabled: scope.isKnown });
  const [claimed, setClaimed] = useState<Work>();
  return (
    <Answer
      query={report}
      waiting={<Waiting />}
      isEmpty={({ coverage }) => coverage === null}
      teach={
        <Teach
          title={text.teachTitle}
          what={text.teach}
          steps={text.teachSteps}
          action={
            <LinkButton to="/organization" search={{ section: 'environments' }}>
              {text.environmentRules}
            </LinkButton>
          }
        />
      }
    >
      {(data) => (
        <div className="flex flex-col gap-5">
          <Headline report={data} />
          <CoverageTrend report={data} scope={scope} interval={interval} />
          <Panel
            title={text.workList}
            note={text.workNote}
            flush
            actions={
              <IconButton
                label={text.downloadWork}
                look="plain"
                disabled={data.work_list.length === 0}
                onClick={() => downloadText('weir-attribution-work.csv', workCsv(data))}
              >
                <Download aria-hidden />
              </IconButton>
            }
          >
            {data.work_list.length === 0 ? (
              <p className="px-4 pb-4 text-sm text-ink-2">{text.allAttributed}</p>
            ) : (
              <WorkList report={data} stale={report.isPlaceholderData} onClaim={setClaimed} />
            )}
          </Panel>
          <Suspense>
            {claimed === undefined ? null : (
              <ClaimDialog work={claimed} since={since} onClose={() => setClaimed(undefined)} />
            )}
          </Suspense>
        </div>
      )}
    </Answer>
  );
}
