import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Route } from '@weir/core/contract';
import { FlaskConical } from 'lucide-react';
import { useMemo } from 'react';
import { removeRoute } from '../../api/gateway-mutations.ts';
import { routesQuery } from '../../api/gateway-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import type { Column } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { text as recordText } from '../records/text.ts';
import { RecordActions } from './RecordActions.tsx';
import { type Ask, IdCell, RecordsSection } from './RecordsSection.tsx';
import { RouteDialog } from './RouteDialog.tsx';
import { strategyHints, strategyLabels, routeText as text } from './text.ts';
import { usersOfRoute } from './users.ts';

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

function useColumns(ask: Ask<Route>): Column<Route>[] {
  const workloads = useQuery(workloadsQuery()).data;
  return useMemo(
    () => [
      {
        id: 'id',
        header: recordText.id,
        cell: ({ id, name }) => <IdCell id={id} name={name} />,
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
              onChange={() => ask('change', route)}
              onRemove={() => ask('remove', route)}
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
  return (
    <RecordsSection
      text={text}
      query={useQuery(routesQuery())}
      useColumns={useColumns}
      dialog={(route, close) => <RouteDialog {...(route === undefined ? {} : { route })} onClose={close} />}
      remove={removeRoute}
    />
  );
}
