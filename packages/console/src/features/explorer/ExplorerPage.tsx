import { Link2 } from 'lucide-react';
import { useMemo } from 'react';
import { colourSlots, prepareSeries } from '../../charts/prepare/series.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { copyText } from '../../ui/copy.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { announce } from '../../ui/toast.tsx';
import { DEMO_COMMAND } from '../keys/snippets.ts';
import { ExplorerChart } from './ExplorerChart.tsx';
import { ExplorerBar, ExplorerControls } from './ExplorerControls.tsx';
import { ExplorerTable } from './ExplorerTable.tsx';
import { text } from './text.ts';
import { useExplorer } from './useExplorer.ts';
import { ViewsMenu } from './ViewsMenu.tsx';

const SERIES_TEXTS = { none: text.none, rest: text.folded };

export default function ExplorerPage() {
  const state = useExplorer();
  const { groups, report, overTime, measure, zone, search, change } = state;
  const set = useMemo(
    () =>
      overTime.data === undefined ? undefined : prepareSeries(overTime.data, measure, zone, SERIES_TEXTS),
    [overTime.data, measure, zone],
  );
  const slots = useMemo(() => (set === undefined ? new Map<string, number>() : colourSlots(set)), [set]);
  const failure = groups.error ?? overTime.error;
  const isEmpty = report !== undefined && report.rows.length === 0;
  const share = async () => {
    if (await copyText(location.href)) announce(text.linkCopied);
  };
  return (
    <Page
      title={text.title}
      bar={<ExplorerBar state={state} />}
      lead={
        <span className="inline-flex flex-wrap items-center gap-2">
          {text.lead}
          {report?.sandbox === 'include' ? (
            <Tag tone="warn" title={text.sandboxHint}>
              {text.sandboxOnly}
            </Tag>
          ) : null}
        </span>
      }
      actions={
        <>
          <ViewsMenu />
          <Button size="sm" onClick={share}>
            <Link2 aria-hidden className="text-ink-3" />
            {text.copyLink}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <ExplorerControls state={state} />
        {failure === null ? null : <Failure error={failure} onRetry={() => void groups.refetch()} />}
        {isEmpty ? (
          <Panel>
            <Empty
              title={text.empty}
              action={
                search.filter === undefined ? undefined : (
                  <Button onClick={() => change({ filter: undefined })}>{text.clear}</Button>
                )
              }
            >
              <p>{search.filter === undefined ? text.emptyLedger : text.emptyHint}</p>
              {search.filter === undefined ? (
                <CodeBlock className="mt-3" label={text.chart} text={DEMO_COMMAND} />
              ) : null}
            </Empty>
          </Panel>
        ) : failure !== null && groups.data === undefined ? null : (
          <>
            <ExplorerChart state={state} set={set} />
            <ExplorerTable state={state} slots={slots} />
          </>
        )}
      </div>
    </Page>
  );
}
