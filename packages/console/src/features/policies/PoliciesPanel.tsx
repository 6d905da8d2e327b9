import type { Workload } from '@weir/core/contract';
import { Pencil } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { IconButton } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { tierLabels } from '../models/text.ts';
import { DETECTORS, ttlOf } from './fields.ts';
import { limitLines } from './limit-lines.ts';
import { limitsText } from './limits-text.ts';
import { actionDone, detectorLabels, reasonLabels, text, unitLabels } from './text.ts';

const RoutingPolicyDialog = lazy(() =>
  import('./RoutingPolicyDialog.tsx').then((all) => ({ default: all.RoutingPolicyDialog })),
);
const CachingPolicyDialog = lazy(() =>
  import('./CachingPolicyDialog.tsx').then((all) => ({ default: all.CachingPolicyDialog })),
);
const LimitsPolicyDialog = lazy(() =>
  import('./LimitsPolicyDialog.tsx').then((all) => ({ default: all.LimitsPolicyDialog })),
);
const DataPolicyDialog = lazy(() =>
  import('./DataPolicyDialog.tsx').then((all) => ({ default: all.DataPolicyDialog })),
);

type Line = [name: string, value: ReactNode];

function routingLines({ routing }: Workload): Line[] {
  if (routing === undefined) return [];
  const { default_model: standard, allowed_tiers: tiers, fallbacks, escalation, shadow } = routing;
  return [
    ...(standard === undefined ? [] : [[text.defaultModel, standard] satisfies Line]),
    ...(tiers.length === 0
      ? []
      : [[text.tiers, tiers.map((tier) => tierLabels[tier]).join(', ')] satisfies Line]),
    ...(fallbacks.length === 0 ? [] : [[text.fallbacks, fallbacks.join(', ')] satisfies Line]),
    ...(escalation === undefined
      ? []
      : [
          [
            text.escalation,
            text.escalationOn(
              escalation.to.join(', '),
              escalation.on.map((reason) => reasonLabels[reason].toLowerCase()).join(', '),
            ),
          ] satisfies Line,
        ]),
    ...(shadow === undefined
      ? []
      : [[text.shadow, text.shadowOf(shadow.percent, shadow.model)] satisfies Line]),
  ];
}

function cachingLines({ caching }: Workload): Line[] {
  const lines: Line[] = [];
  if (caching?.exact !== undefined) {
    const { ttl, unit } = ttlOf(caching.exact.ttl_seconds);
    const scope = caching.exact.per_user ? text.perUser : text.shared;
    lines.push([text.exact, text.exactFor(`${ttl} ${unitLabels[unit]}`, scope)]);
  }
  if (caching?.prompt?.insert_cache_points === true) lines.push([text.prompt, text.promptOn]);
  return lines;
}

function dataLines({ data }: Workload): Line[] {
  if (data === undefined) return [];
  const found = DETECTORS.flatMap((name) => {
    const action = data.detectors[name];
    return action === undefined ? [] : [`${detectorLabels[name]} ${actionDone[action]}`];
  });
  const scope = data.answers ? ` · ${text.answersToo}` : '';
  return [
    ...(data.class === undefined ? [] : [[text.class, data.class] satisfies Line]),
    ...(found.length === 0 ? [] : [[text.detectors, `${found.join(', ')}${scope}`] satisfies Line]),
    ...(data.retention === undefined
      ? []
      : [[text.retention, text.kept(data.retention.days, data.retention.sample_percent)] satisfies Line]),
  ];
}

interface PolicyProps {
  title: string;
  lines: readonly Line[];
  none: string;
  onChange: () => void;
}

function Policy({ title, lines, none, onChange }: PolicyProps) {
  return (
    <div className="min-w-0 px-4 py-3 sm:px-5">
      <div className="mb-1 flex items-center justify-between">
        <h3 className="text-sm font-medium">{title}</h3>
        <IconButton label={text.change(title)} onClick={onChange}>
          <Pencil aria-hidden />
        </IconButton>
      </div>
      {lines.length === 0 ? (
        <p className="text-sm text-ink-3">{none}</p>
      ) : (
        <dl className="flex flex-col gap-2">
          {lines.map(([name, value]) => (
            <div key={name}>
              <dt className="text-xs text-ink-3">{name}</dt>
              <dd className="text-sm break-words">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

/** What a workload may do with models and data, and the way to change it. */
export function PoliciesPanel({ workload }: { workload: Workload }) {
  const [changing, setChanging] = useState<'routing' | 'caching' | 'data' | 'limits'>();
  const close = () => setChanging(undefined);
  return (
    <Panel title={text.title} flush>
      <div className="grid divide-line border-t border-line max-md:divide-y md:grid-cols-2 md:divide-x xl:grid-cols-4">
        <Policy
          title={text.routing}
          lines={routingLines(workload)}
          none={text.noRouting}
          onChange={() => setChanging('routing')}
        />
        <Policy
          title={text.caching}
          lines={cachingLines(workload)}
          none={text.noCaching}
          onChange={() => setChanging('caching')}
        />
        <Policy
          title={text.data}
          lines={dataLines(workload)}
          none={text.noData}
          onChange={() => setChanging('data')}
        />
        <Policy
          title={limitsText.name}
          lines={limitLines(workload)}
          none={limitsText.none}
          onChange={() => setChanging('limits')}
        />
      </div>
      <Suspense>
        {changing === 'routing' ? <RoutingPolicyDialog workload={workload} onClose={close} /> : null}
        {changing === 'caching' ? <CachingPolicyDialog workload={workload} onClose={close} /> : null}
        {changing === 'data' ? <DataPolicyDialog workload={workload} onClose={close} /> : null}
        {changing === 'limits' ? <LimitsPolicyDialog workload={workload} onClose={close} /> : null}
      </Suspense>
    </Panel>
  );
}
