import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { Source } from '@weir/core/contract';
import { ChevronLeft, CircleAlert, History, Pencil, Play, Power, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { REGISTRY } from '../../api/queries.ts';
import { changeSource, removeSource, runSource } from '../../api/source-mutations.ts';
import { sourceKindsQuery, sourceQuery } from '../../api/source-queries.ts';
import { Button, buttonClass, IconButton } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { announce } from '../../ui/toast.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { useZone } from '../scope/useZone.ts';
import { QuarantinePanel } from './QuarantinePanel.tsx';
import { RunProgress } from './RunProgress.tsx';
import { RunsPanel } from './RunsPanel.tsx';
import { SourceFacts } from './SourceFacts.tsx';
import { StateTag } from './tags.tsx';
import { pageText as text } from './text.ts';
import { UploadPanel } from './UploadPanel.tsx';
import { type Running, useRun } from './useRun.ts';

const BackfillDialog = lazy(() => import('./BackfillDialog.tsx'));
const PreviewDialog = lazy(() => import('./PreviewDialog.tsx'));
const SourceDialog = lazy(() => import('./SourceDialog.tsx'));

const route = getRouteApi('/shell/sources/$id');

type Asked = 'change' | 'remove' | 'backfill' | 'preview';

interface ActionsProps {
  source: Source;
  running: Running;
  /** It asks an API, or watches a place: it can be told to look. */
  canRun: boolean;
  canPreview: boolean;
  onAsk: (what: Asked) => void;
}

function Actions({ source, running, canRun, canPreview, onAsk }: ActionsProps) {
  const client = useQueryClient();
  const { id, enabled } = source;
  const switching = useMutation({
    mutationFn: () => changeSource(id, { enabled: !enabled }),
    onSuccess: () => {
      announce(text.switched(id, !enabled));
      void client.invalidateQueries({ queryKey: [REGISTRY] });
    },
  });
  const isBusy = running.state.at === 'running' || source.state === 'running';
  return (
    <>
      <Link to="/audit" search={{ subject: `source/${id}` }} className={buttonClass()}>
        {text.audit}
      </Link>
      <IconButton
        label={enabled ? text.disable : text.enable}
        look="plain"
        className="!size-9"
        disabled={switching.isPending}
        onClick={() => switching.mutate()}
      >
        <Power aria-hidden className={enabled ? 'text-good' : 'text-ink-3'} />
      </IconButton>
      <IconButton label={text.remove} look="danger" className="!size-9" onClick={() => onAsk('remove')}>
        <Trash2 aria-hidden />
      </IconButton>
      <Button onClick={() => onAsk('change')}>
        <Pencil aria-hidden className="text-ink-3" />
        {text.change}
      </Button>
      {canPreview ? <Button onClick={() => onAsk('preview')}>{text.preview}</Button> : null}
      {canRun ? (
        <>
          <Button disabled={isBusy} onClick={() => onAsk('backfill')}>
            <History aria-hidden className="text-ink-3" />
            {text.backfill}
          </Button>
          <Button
            look="primary"
            disabled={isBusy}
            onClick={() => running.start((signal) => runSource(id, {}, signal))}
          >
            <Play aria-hidden />
            {text.run}
          </Button>
        </>
      ) : null}
    </>
  );
}

function LastError({ source: { failures, last_error: error } }: { source: Source }) {
  if (failures === 0 || error === undefined) return null;
  return (
    <div role="alert" className="flex items-start gap-3 rounded-lg border border-line bg-surface p-4">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-0">
        <p className="font-medium">{text.failing(failures)}</p>
        <p className="mt-1 text-sm break-words text-ink-2">{error}</p>
      </div>
    </div>
  );
}

export default function SourcePage() {
  const { id } = route.useParams();
  const zone = useZone();
  const navigate = useNavigate();
  const { data: source, error, refetch } = useQuery(sourceQuery(id));
  const kind = useQuery(sourceKindsQuery()).data?.find((one) => one.kind === source?.kind);
  const running = useRun();
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const remove = async (one: string) => {
    await removeSource(one);
    void navigate({ to: '/sources' });
  };
  const doesPull = kind?.reads.includes('pull') === true;
  const canRun = doesPull || source?.settings['place'] !== undefined;
  return (
    <Page
      title={source?.name ?? id}
      above={
        <Link
          to="/sources"
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {text.back}
        </Link>
      }
      lead={
        source === undefined ? (
          <span>&nbsp;</span>
        ) : (
          <span className="flex flex-wrap items-center gap-2">
            <StateTag state={source.state} />
            {kind?.name ?? source.kind}
          </span>
        )
      }
      actions={
        source === undefined ? undefined : (
          <Actions source={source} running={running} canRun={canRun} canPreview={doesPull} onAsk={setAsked} />
        )
      }
    >
      {error === null || source !== undefined ? null : (
        <Failure error={error} onRetry={() => void refetch()} />
      )}
      {source === undefined ? (
        error === null && (
          <Panel flush>
            <SkeletonRows rows={6} columns={4} />
          </Panel>
        )
      ) : (
        <div className="flex flex-col gap-5">
          <RunProgress running={running} />
          {running.state.at === 'none' ? <LastError source={source} /> : null}
          <SourceFacts source={source} kind={kind} zone={zone} />
          {kind?.reads.includes('files') === true ? <UploadPanel id={id} running={running} /> : null}
          <QuarantinePanel id={id} waiting={source.quarantined} />
          <RunsPanel id={id} />
        </div>
      )}
      {source === undefined ? null : (
        <Suspense>
          {asked === 'change' ? <SourceDialog source={source} onClose={close} /> : null}
          {asked === 'preview' ? <PreviewDialog id={id} onClose={close} /> : null}
          {asked === 'backfill' ? (
            <BackfillDialog
              id={id}
              onClose={close}
              onStart={(stretch) => running.start((signal) => runSource(id, stretch, signal))}
            />
          ) : null}
        </Suspense>
      )}
      {asked === 'remove' ? (
        <RemoveRecord
          id={id}
          lead={text.removeLead}
          done={text.removed(id)}
          remove={remove}
          onClose={close}
        />
      ) : null}
    </Page>
  );
}
