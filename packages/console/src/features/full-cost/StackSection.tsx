import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FullCostReport } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { apiUrl } from '../../api/client.ts';
import { fullCostQuery } from '../../api/full-cost-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { toCsv } from '../../charts/prepare/csv.ts';
import { toInputValue } from '../../format/time.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button, buttonClass, IconButton, LinkButton } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { Teach } from '../../ui/teach.tsx';
import { formatIn } from '../figure/prepare.ts';
import type { PageScope } from '../scope/usePageScope.ts';
import { CostStack } from './CostStack.tsx';
import { FullCostTable } from './FullCostTable.tsx';
import { entriesSearch } from './links.ts';
import { monthOf } from './months.ts';
import type { Level } from './search.ts';
import { narrowed, stackCsv } from './stack.ts';
import { COST_ITEM_COMMAND, text } from './text.ts';

function Totals({ report }: { report: FullCostReport }) {
  const { total, unallocated, currency, since, until } = report;
  return (
    <section aria-label={text.title} className={STATS_CLASS}>
      <Stat
        label={text.apiCost}
        value={<Money amount={total.api_cost} currency={currency} />}
        foot={text.apiHint}
      />
      <Stat
        label={text.loadedCost}
        value={<Money amount={total.loaded_cost} currency={currency} />}
        foot={
          <Link to="/calls" search={entriesSearch({ since, until })} className={LINK_CLASS}>
            {text.loadedHint}
          </Link>
        }
      />
      <Stat
        label={text.ratio}
        value={total.ratio === null ? text.none : formatIn(total.ratio, '1', 'times')}
        foot={text.ratioHint}
      />
      <Stat
        label={text.unallocated}
        value={<Money amount={unallocated} currency={currency} />}
        foot={text.unallocatedHint}
      />
    </section>
  );
}

/** The report by the level, narrowed by owner; the API takes no filter, so it is asked by workload where there is one. */
function useStack(scope: PageScope, level: Level) {
  const { since, until } = scope.query;
  const isFiltered = scope.filter !== undefined;
  const report = useQuery({
    ...fullCostQuery({ since, until, by: isFiltered ? 'workload' : level }),
    enabled: scope.isKnown,
  });
  const workloads = useQuery(workloadsQuery()).data;
  const data = useMemo(
    () =>
      report.data === undefined || (isFiltered && workloads === undefined)
        ? undefined
        : narrowed(report.data, scope.filter, level, workloads ?? []),
    [report.data, scope.filter, level, workloads, isFiltered],
  );
  return { data, error: report.error, refetch: report.refetch, stale: report.isPlaceholderData, isFiltered };
}

export function StackSection({ scope, level }: { scope: PageScope; level: Level }) {
  const report = useStack(scope, level);
  // of a longer period, the shares of its last month are explained
  const month = monthOf(toInputValue(new Date(scope.range.until.getTime() - 1), scope.zone));
  return (
    <Answer
      query={report}
      isEmpty={({ rows }) => rows.length === 0 && !report.isFiltered && !scope.isNarrowed}
      waiting={
        <div className="flex flex-col gap-5">
          <Skeleton className="h-28" />
          <Skeleton className="h-80" />
        </div>
      }
      teach={
        <Teach
          title={text.teachTitle}
          what={text.teach}
          steps={text.teachSteps}
          command={{ label: text.teachCommand, text: COST_ITEM_COMMAND }}
          action={
            <LinkButton to="/full-cost" search={{ section: 'items' }}>
              {text.teachCommand}
            </LinkButton>
          }
        />
      }
    >
      {(data) =>
        data.rows.length === 0 ? (
          <Panel>
            <Empty title={text.noRowsTitle} action={<Button onClick={scope.clear}>{text.noRows}</Button>} />
          </Panel>
        ) : (
          <div className="flex flex-col gap-5">
            <Totals report={data} />
            <Panel
              title={text.by(text.levels[level])}
              note={report.isFiltered && level !== 'workload' ? text.todaysOwner : null}
            >
              <CostStack report={data} level={level} />
            </Panel>
            <Panel
              title={text.table}
              flush
              actions={
                <>
                  {report.isFiltered ? null : (
                    <a
                      download
                      href={apiUrl('/exports/costs', {
                        by: [level],
                        since: data.since,
                        until: data.until,
                        format: 'xlsx',
                      })}
                      className={buttonClass('plain', 'sm')}
                    >
                      {text.xlsx}
                    </a>
                  )}
                  <IconButton
                    label={text.csv}
                    look="plain"
                    onClick={() => downloadText(text.csvName(level), toCsv(stackCsv(data, level)))}
                  >
                    <Download aria-hidden />
                  </IconButton>
                </>
              }
            >
              <FullCostTable report={data} level={level} isFull month={month} stale={report.stale} />
            </Panel>
          </div>
        )
      }
    </Answer>
  );
}
