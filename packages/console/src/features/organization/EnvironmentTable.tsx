import { useQuery } from '@tanstack/react-query';
import type { EnvironmentPolicy, MissingTagPolicy } from '@weir/core/contract';
import { Pencil } from 'lucide-react';
import { useMemo, useState } from 'react';
import { workloadsQuery } from '../../api/queries.ts';
import { formatCount } from '../../format/number.ts';
import { IconButton } from '../../ui/button.tsx';
import { type Column, DataTable, type Sort } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { text as recordText } from '../records/text.ts';
import { dimensionLabel } from '../scope/text.ts';
import { policyLabels, environmentText as text } from './text.ts';

const TONES: Record<MissingTagPolicy, Tone> = { reject: 'bad', quarantine: 'warn', default: 'accent' };

interface EnvironmentTableProps {
  policies: readonly EnvironmentPolicy[];
  onChange: (policy: EnvironmentPolicy) => void;
}

function RequiredTags({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span className="text-ink-3">{text.nothingRequired}</span>;
  return <span className="text-ink-2">{names.map(dimensionLabel).join(', ')}</span>;
}

function Defaults({ defaults }: { defaults: Readonly<Record<string, string>> }) {
  const pairs = Object.entries(defaults);
  if (pairs.length === 0) return <span className="text-ink-3">{text.noDefaults}</span>;
  return (
    <span className="flex flex-wrap gap-1">
      {pairs.map(([name, value]) => (
        <Tag key={name}>
          {name}={value}
        </Tag>
      ))}
    </span>
  );
}

export function EnvironmentTable({ policies, onChange }: EnvironmentTableProps) {
  const workloads = useQuery(workloadsQuery()).data;
  const [sort, setSort] = useState<Sort>({ id: 'workloads', desc: true });
  const columns = useMemo((): Column<EnvironmentPolicy>[] => {
    const counts = new Map<string, number>();
    for (const { environment } of workloads ?? []) {
      counts.set(environment, (counts.get(environment) ?? 0) + 1);
    }
    const countOf = ({ id }: EnvironmentPolicy) => counts.get(id) ?? 0;
    return [
      {
        id: 'environment',
        header: text.environment,
        compare: (a, b) => a.id.localeCompare(b.id),
        cell: ({ id }) => <span className="font-medium break-words">{id}</span>,
      },
      {
        id: 'policy',
        header: text.policy,
        cell: (one) => (
          <Tag tone={TONES[one.missing_tag_policy]} title={text.policyHints[one.missing_tag_policy]}>
            {policyLabels[one.missing_tag_policy]}
          </Tag>
        ),
      },
      {
        id: 'required',
        header: text.required,
        from: 'md',
        cell: (one) => <RequiredTags names={one.required_tags} />,
      },
      {
        id: 'defaults',
        header: text.defaults,
        from: 'lg',
        cell: (one) => <Defaults defaults={one.defaults} />,
      },
      {
        id: 'workloads',
        header: text.workloads,
        align: 'end',
        from: 'sm',
        compare: (a, b) => countOf(a) - countOf(b),
        cell: (one) => (workloads === undefined ? '' : formatCount(countOf(one))),
      },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (one) => (
          <IconButton label={recordText.change(one.id)} onClick={() => onChange(one)}>
            <Pencil aria-hidden />
          </IconButton>
        ),
      },
    ];
  }, [workloads, onChange]);
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={policies}
      rowId={({ id }) => id}
      sort={sort}
      onSort={setSort}
    />
  );
}
