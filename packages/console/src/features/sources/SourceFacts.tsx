import type { Source, SourceKind } from '@weir/core/contract';
import { formatDuration } from '../../format/number.ts';
import { formatAgo, formatMoment } from '../../format/time.ts';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../scope/useNow.ts';
import { writeCell, writePairs } from './prepare.ts';
import { RoleTag } from './tags.tsx';
import { roleHints, text as shared, pageText as text } from './text.ts';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 48;

function lagText(seconds: number): string {
  const ms = seconds * 1_000;
  if (ms < HOUR_MS) return formatDuration(ms);
  const hours = Math.round(ms / HOUR_MS);
  return hours < DAY_HOURS ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function attributionText({ attribution: { rules, tags, take } }: Source): string {
  const parts = [
    ...(rules.length === 0 ? [] : [text.rulesCount(rules.length)]),
    ...(Object.keys(take).length === 0 ? [] : [text.takenTags(Object.keys(take).length)]),
    ...(Object.keys(tags).length === 0 ? [] : [text.defaultTags(writePairs(tags, ', '))]),
  ];
  return parts.length === 0 ? text.noAttribution : parts.join(' · ');
}

interface SourceFactsProps {
  source: Source;
  kind: SourceKind | undefined;
  zone: string;
}

export function SourceFacts({ source, kind, zone }: SourceFactsProps) {
  const now = useNow().getTime();
  const { covered_until: until, lag_seconds: lag, next_run_at: next, last_run: last } = source;
  const settings = Object.entries(source.settings);
  return (
    <Panel title={text.facts}>
      <Facts
        items={[
          { name: text.kind, value: kind?.name ?? source.kind },
          {
            name: text.role,
            value: (
              <>
                <RoleTag role={source.role} />
                <span className="mt-1 block text-xs text-ink-3">{roleHints[source.role]}</span>
              </>
            ),
          },
          { name: text.covered, value: until === undefined ? shared.nothingYet : formatMoment(until, zone) },
          { name: text.lag, value: lag === undefined ? '–' : lagText(lag) },
          {
            name: text.schedule,
            value:
              source.schedule === undefined ? (
                text.onDemand
              ) : (
                <code className="font-mono text-xs">{source.schedule}</code>
              ),
          },
          { name: text.nextRun, value: next === undefined ? '–' : formatMoment(next, zone) },
          { name: text.lastRun, value: last === undefined ? shared.never : formatAgo(last.started_at, now) },
          {
            name: text.secrets,
            value: source.secrets.length === 0 ? text.noSecrets : source.secrets.join(', '),
          },
          { name: text.attribution, value: attributionText(source) },
          ...(settings.length === 0
            ? []
            : [
                {
                  name: text.settings,
                  value: (
                    <span className="font-mono text-xs break-all">
                      {settings.map(([name, value]) => (
                        <span key={name} className="block">{`${name}: ${writeCell(value)}`}</span>
                      ))}
                    </span>
                  ),
                },
              ]),
        ]}
      />
    </Panel>
  );
}
