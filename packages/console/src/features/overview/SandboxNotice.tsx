import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { costsQuery } from '../../api/queries.ts';
import { formatCount } from '../../format/number.ts';
import { Tag } from '../../ui/tag.tsx';
import { presetRange } from '../scope/range.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { text } from './text.ts';

const EVERY_MS = 60_000;

/** Says that calls answered by the sandbox are left out, when there are any this month, and leads to them. */
export function SandboxNotice() {
  const { zone, isKnown } = useKnownZone();
  const range = presetRange('month', useNow(EVERY_MS), zone);
  const report = useQuery({
    ...costsQuery({
      by: 'sandbox',
      since: range.since.toISOString(),
      until: range.until.toISOString(),
      sandbox: 'include',
    }),
    enabled: isKnown,
  }).data;
  const calls = report?.rows.find(({ group }) => group['sandbox'] === 'true')?.calls ?? 0;
  if (calls === 0) return null;
  const count = text.calls(calls, formatCount(calls));
  return (
    <Link to="/explorer" search={{ range: 'month', sandbox: 'include', filter: ['sandbox=true'] }}>
      <Tag title={text.sandboxOutHint(count)}>{text.sandboxOut}</Tag>
    </Link>
  );
}
