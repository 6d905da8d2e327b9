import type { UnitReport, Workload } from '@weir/core/contract';
import { divideMoney, groupThousands } from '../../format/money.ts';
import { formatCount, formatShare, shareOf } from '../../format/number.ts';
import { Answer } from '../../ui/answer.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { TeachUnit } from './OverviewSection.tsx';
import { usageText as text } from './page-text.ts';
import { SectionLink } from './SectionNav.tsx';
import { useUnit } from './useUnit.ts';

interface UseRow {
  name: string;
  planned: string | undefined;
  seen: string;
}

const DAY = 86_400_000;
const NONE = <span className="text-ink-3">–</span>;

const COLUMNS: Column<UseRow>[] = [
  { id: 'name', header: text.what, cell: ({ name }) => name },
  {
    id: 'planned',
    header: text.planned,
    align: 'end',
    cell: ({ planned }) => (planned === undefined ? NONE : groupThousands(planned)),
  },
  { id: 'seen', header: text.seen, align: 'end', cell: ({ seen }) => groupThousands(seen) },
  {
    id: 'share',
    header: text.share,
    align: 'end',
    cell: ({ planned, seen }) => {
      const share = planned === undefined ? undefined : shareOf(seen, planned);
      return share === undefined ? NONE : formatShare(share);
    },
  },
];

/** Days of the range that are over: one that runs would make the mean smaller than it is. */
function fullDays({ trend }: UnitReport, now: number): UnitReport['trend'] {
  return trend.filter(({ bucket }) => Date.parse(bucket) + DAY <= now);
}

function rowsOf(report: UnitReport, profile: Workload['usage_profile'], now: number): UseRow[] {
  const days = report.interval === 'day' ? fullDays(report, now) : [];
  const calls = days.reduce((sum, day) => sum + day.calls, 0);
  const perDay = divideMoney(String(calls), days.length, 1);
  const users = report.figures.cost_per_user?.inputs['users'];
  return [
    ...(perDay === undefined
      ? []
      : [{ name: text.perDay, planned: profile?.calls_per_day.toString(), seen: perDay }]),
    ...(typeof users === 'number'
      ? [{ name: text.users, planned: profile?.active_users?.toString(), seen: String(users) }]
      : []),
  ];
}

/** What is expected of it in production, and what was seen. */
export function ExpectedUse({ workload, scope }: { workload: Workload; scope: PageScope }) {
  const report = useUnit(workload.id, scope);
  const profile = workload.usage_profile;
  const now = Date.now();
  return (
    <Answer query={report} teach={<TeachUnit id={workload.id} />}>
      {(data) => (
        <Panel
          title={text.expected}
          note={
            data.interval === 'day' ? text.perDayNote(formatCount(fullDays(data, now).length)) : undefined
          }
          flush
        >
          <DataTable
            caption={text.expected}
            columns={COLUMNS}
            rows={rowsOf(data, profile, now)}
            rowId={({ name }) => name}
          />
          {profile === undefined ? (
            <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-3 text-sm">
              <p className="text-ink-2">{text.noProfile}</p>
              <SectionLink id={workload.id} section="profile" className={buttonClass('plain', 'sm')}>
                {text.toProfile}
              </SectionLink>
            </div>
          ) : null}
        </Panel>
      )}
    </Answer>
  );
}
