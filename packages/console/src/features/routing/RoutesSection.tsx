import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Route } from '@weir/core/contract';
import { FlaskConical, Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { removeRoute } from '../../api/gateway-mutations.ts';
import { routesQuery } from '../../api/gateway-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { text as recordText } from '../records/text.ts';
import { RecordActions } from './RecordActions.tsx';
import { RouteDialog } from './RouteDialog.tsx';
import { strategyHints, strategyLabels, routeText as text } from './text.ts';
import { usersOfRoute } from './users.ts';

type Asked = { what: 'create' } | { what: 'change' | 'remove'; route: Route };

function Candidates({ route }: { route: Route }) {
  const isWeighted = route.strategy === 'weighted';
  return (
    <span className="flex flex-wrap gap-1">
      {route.candidates.map(({ model, weight }) => (
        <Tag key={model}>{isWeighted ? `${model} × ${weight}` : model}</Tag>
      ))}
    </span>
  );
}

function useColumns(ask: (asked: Asked) => void): Column<Route>[] {
  const workloads = useQuery(workloadsQuery()).data;
  return useMemo(
    () => [
      {
        id: 'id',
        header: recordText.id,
        cell: ({ id, name }) => (
          <>
            <span className="font-medium break-words">{id}</span>
            {name === id ? null : <span className="block text-xs text-ink-3">{name}</span>}
          </>
        ),
      },
      {
        id: 'strategy',
        header: text.strategy,
        cell: ({ strategy }) => <span title={strategyHints[strategy]}>{strategyLabels[strategy]}</span>,
      },
      {
        id: 'candidates',
        header: text.candidates,
        from: 'sm',
        cell: (route) => <Candidates route={route} />,
      },
      {
        id: 'used',
        header: text.used,
        from: 'lg',
        cell: ({ id }) =>
          usersOfRoute(id, workloads ?? []).join(', ') || <span className="text-ink-3">{text.none}</span>,
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (route) => (
          <span className="inline-flex">
            <Link
              to="/routing"
              search={{ section: 'simulate', model: route.id }}
              aria-label={text.simulate(route.id)}
              title={text.simulate(route.id)}
              className={buttonClass('quiet', 'icon')}
            >
              <FlaskConical aria-hidden />
            </Link>
            <RecordActions
              id={route.id}
              onChange={() => ask({ what: 'change', route })}
              onRemove={() => ask({ what: 'remove', route })}
            />
          </span>
        ),
      },
    ],
    [workloads, ask],
  );
}

/** Model names of one's own, and what they stand for. */
export function RoutesSection() {
  const { data, error, refetch } = useQuery(routesQuery());
  const [asked, setAsked] = useState<Asked>();
  const columns = useColumns(setAsked);
  const close = () => setAsked(undefined);
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <Button look="primary" onClick={() => setAsked({ what: 'create' })}>
            <Plus aria-hidden />
            {text.create}
          </Button>
        }
      />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && error !== null ? null : (
        <Panel flush>
          {data === undefined ? (
            <SkeletonRows rows={4} />
          ) : data.length === 0 ? (
            <Empty title={text.empty}>{text.emptyHint}</Empty>
          ) : (
            <DataTable caption={text.caption} columns={columns} rows={data} rowId={({ id }) => id} />
          )}
        </Panel>
      )}
      {asked?.what === 'create' ? <RouteDialog onClose={close} /> : null}
      {asked?.what === 'change' ? <RouteDialog route={asked.route} onClose={close} /> : null}
      {asked?.what === 'remove' ? (
        <RemoveRecord
          id={asked.route.id}
          lead={text.removeLead}
          done={text.removed(asked.route.id)}
          remove={removeRoute}
          onClose={close}
        />
      ) : null}
    </>
  );
}
