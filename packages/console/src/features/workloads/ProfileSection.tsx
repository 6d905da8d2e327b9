import type { Workload } from '@weir/core/contract';
import { Pencil } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { formatMoney, groupThousands } from '../../format/money.ts';
import { formatDay } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Owner, TierProposalView, useOwnership } from './AboutPanel.tsx';
import { PROFILE_FIELDS, type ProfileField, type ProfilePart, profileValues } from './profile.ts';
import { aboutText, fieldTexts, text } from './profile-text.ts';
import type { SectionProps } from './section.ts';

const ProfileDialog = lazy(() => import('./ProfileDialog.tsx'));
const MergeDialog = lazy(() => import('./MergeDialog.tsx'));
const MONEY = new Set(['value_metric.value', 'value_metric.baseline.cost', 'value_metric.investment']);

function shownValue({ path, kind, choices }: ProfileField, value: string, workload: Workload): ReactNode {
  if (value === '') return <span className="text-ink-3">{text.none}</span>;
  if (choices !== undefined) return choices[value] ?? value;
  const currency = workload.value_metric?.currency;
  if (MONEY.has(path) && currency !== undefined) return formatMoney(value, currency).text;
  return kind === 'number' ? groupThousands(value) : value;
}

function PartFacts({ workload, part }: { workload: Workload; part: Exclude<ProfilePart, 'about'> }) {
  if (workload[part] === undefined) return <p className="text-sm text-ink-2">{text.notSet[part]}</p>;
  const values = profileValues(workload, part);
  const items: Fact[] = PROFILE_FIELDS[part].map((field) => ({
    name: fieldTexts[field.path]?.label ?? field.path,
    value: shownValue(field, values[field.path] ?? '', workload),
  }));
  return <Facts items={items} className="sm:!grid-cols-2 lg:!grid-cols-2" />;
}

/** Who answers for it, where it belongs, and when it is looked at next. */
function AboutFacts({ workload, zone }: { workload: Workload; zone: string }) {
  const { team, costCenter } = useOwnership(workload);
  const { description, owner, technical_owner, review_date, use_case, business_process } = workload;
  const tags = Object.entries(workload.tags).map(([name, value]) => `${name}=${value}`);
  return (
    <>
      <p className={description === undefined ? 'mb-4 text-sm text-ink-3' : 'mb-4 text-sm'}>
        {description ?? aboutText.noDescription}
      </p>
      <Facts
        items={[
          { name: aboutText.owner, value: <Owner address={owner} /> },
          { name: aboutText.technicalOwner, value: <Owner address={technical_owner} /> },
          { name: aboutText.team, value: team ?? text.none },
          { name: aboutText.costCenter, value: costCenter ?? text.none },
          {
            name: fieldTexts['review_date']?.label ?? '',
            value: review_date === undefined ? text.none : formatDay(`${review_date}T12:00:00Z`, zone),
          },
          { name: text.id, value: workload.id },
          { name: text.application, value: workload.application },
          { name: text.environment, value: workload.environment },
          { name: text.useCase, value: use_case ?? text.none },
          { name: text.businessProcess, value: business_process ?? text.none },
          { name: text.requestType, value: workload.request_type ?? text.none },
          { name: text.created, value: formatDay(workload.created_at, zone) },
          { name: text.changed, value: formatDay(workload.updated_at, zone) },
          ...(tags.length === 0 ? [] : [{ name: text.tags, value: tags.join(', ') }]),
        ]}
      />
    </>
  );
}

interface PartPanelProps {
  part: ProfilePart;
  onEdit: (part: ProfilePart) => void;
  children: ReactNode;
}

function PartPanel({ part, onEdit, children }: PartPanelProps) {
  return (
    <Panel
      title={text.parts[part]}
      actions={
        <Button size="sm" aria-label={text.edit(text.parts[part])} onClick={() => onEdit(part)}>
          <Pencil aria-hidden className="text-ink-3" />
          {text.editShort}
        </Button>
      }
    >
      {children}
    </Panel>
  );
}

function EndPanel({ onRename, onMerge }: { onRename: () => void; onMerge: () => void }) {
  return (
    <Panel title={text.end}>
      <ul className="divide-y divide-line text-sm">
        <li className="flex flex-wrap items-center justify-between gap-3 pb-3">
          <p className="text-ink-2">{text.renameHint}</p>
          <Button size="sm" onClick={onRename}>
            {text.rename}
          </Button>
        </li>
        <li className="flex flex-wrap items-center justify-between gap-3 pt-3">
          <p className="text-ink-2">{text.mergeHint}</p>
          <Button size="sm" look="danger" onClick={onMerge}>
            {text.merge}
          </Button>
        </li>
      </ul>
    </Panel>
  );
}

/** Everything that people say of a workload, part by part, each with a form of its own. */
export default function ProfileSection({ workload, scope }: SectionProps) {
  const [editing, setEditing] = useState<ProfilePart>();
  const [merging, setMerging] = useState(false);
  const tested = workload.fallback_plan?.tested_at;
  const panel = (part: Exclude<ProfilePart, 'about'>, more: ReactNode = null) => (
    <PartPanel part={part} onEdit={setEditing}>
      <PartFacts workload={workload} part={part} />
      {workload[part] === undefined && part !== 'classification' ? null : more}
    </PartPanel>
  );
  return (
    <div className="flex flex-col gap-5">
      <PartPanel part="about" onEdit={setEditing}>
        <AboutFacts workload={workload} zone={scope.zone} />
      </PartPanel>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          {panel('value_metric')}
          {panel('usage_profile')}
          {workload.merged_into === undefined ? (
            <EndPanel onRename={() => setEditing('about')} onMerge={() => setMerging(true)} />
          ) : null}
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          {panel(
            'classification',
            <>
              <h3 className="mt-5 mb-2 text-xs text-ink-3">{text.tier}</h3>
              <TierProposalView workload={workload} />
            </>,
          )}
          {panel('quality_metric')}
          {panel(
            'fallback_plan',
            tested === undefined ? null : (
              <p className="mt-2 text-xs text-ink-3">{text.testedAt(formatDay(tested, scope.zone))}</p>
            ),
          )}
        </div>
      </div>
      <Suspense>
        {editing === undefined ? null : (
          <ProfileDialog workload={workload} part={editing} onClose={() => setEditing(undefined)} />
        )}
        {merging ? <MergeDialog workload={workload} onClose={() => setMerging(false)} /> : null}
      </Suspense>
    </div>
  );
}
