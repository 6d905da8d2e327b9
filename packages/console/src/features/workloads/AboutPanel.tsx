import { useQuery } from '@tanstack/react-query';
import type { Workload } from '@weir/core/contract';
import { ApiFailure } from '../../api/failure.ts';
import { peopleQuery } from '../../api/people-queries.ts';
import { applicationsQuery, teamsQuery } from '../../api/queries.ts';
import { tierProposalQuery } from '../../api/workload-queries.ts';
import { Facts } from '../../ui/facts.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Panel } from '../../ui/panel.tsx';
import { Tag } from '../../ui/tag.tsx';
import { tierLabels } from '../models/text.ts';
import { aboutText as text } from './profile-text.ts';
import { SectionLink } from './SectionNav.tsx';

/** A person by name where they are known, marked when they left. */
export function Owner({ address }: { address: string | undefined }) {
  const people = useQuery(peopleQuery()).data;
  if (address === undefined) return <span className="text-ink-3">{text.nobody}</span>;
  const person = people?.find(({ id, email }) => email === address || id === address);
  if (person === undefined) return address;
  return (
    <span title={person.email}>
      {person.name} {person.state === 'left' ? <Tag tone="bad">{text.left}</Tag> : null}
    </span>
  );
}

/** Team and cost center, its own or inherited. */
export function useOwnership({ application, team, cost_center }: Workload) {
  const applications = useQuery(applicationsQuery()).data ?? [];
  const teams = useQuery(teamsQuery()).data ?? [];
  const itsTeam = team ?? applications.find(({ id }) => id === application)?.team;
  const found = teams.find(({ id }) => id === itsTeam);
  return { team: found?.name ?? itsTeam, costCenter: cost_center ?? found?.cost_center };
}

/** The tier that its classification asks for, and why. */
export function TierProposalView({ workload }: { workload: Workload }) {
  const isClassified = workload.classification !== undefined;
  const { data, error } = useQuery({ ...tierProposalQuery(workload.id), enabled: isClassified });
  if (!isClassified || (error instanceof ApiFailure && error.status === 409)) {
    return <p className="text-sm text-ink-2">{text.notClassified}</p>;
  }
  if (data === undefined)
    return <p className="text-sm text-ink-3">{error === null ? text.asking : text.none}</p>;
  return (
    <div className="text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Tag tone="accent">{tierLabels[data.tier]}</Tag>
        {data.allowed === false ? <Tag tone="warn">{text.tierForbidden}</Tag> : null}
      </p>
      <ul className="mt-2 list-disc space-y-0.5 pl-5 text-ink-2">
        {data.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </div>
  );
}

/** What a workload is and who answers for it, in short; the profile has all of it. */
export function AboutPanel({ workload }: { workload: Workload }) {
  const { id, description, owner, technical_owner, use_case, value_metric } = workload;
  const { team, costCenter } = useOwnership(workload);
  return (
    <Panel
      title={text.title}
      actions={
        <SectionLink id={id} section="profile" className={`${LINK_CLASS} text-sm`}>
          {text.more}
        </SectionLink>
      }
    >
      <p className={description === undefined ? 'mb-4 text-sm text-ink-3' : 'mb-4 text-sm'}>
        {description ?? use_case ?? text.noDescription}
      </p>
      <Facts
        className="sm:!grid-cols-2 lg:!grid-cols-2"
        items={[
          { name: text.owner, value: <Owner address={owner} /> },
          { name: text.technicalOwner, value: <Owner address={technical_owner} /> },
          { name: text.team, value: team ?? text.none },
          { name: text.costCenter, value: costCenter ?? text.none },
          { name: text.outcome, value: value_metric?.outcome ?? text.none },
        ]}
      />
      <h3 className="mt-5 mb-2 text-xs text-ink-3">{text.tier}</h3>
      <TierProposalView workload={workload} />
    </Panel>
  );
}
