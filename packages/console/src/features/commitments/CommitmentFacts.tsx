import type { AgreementView } from '@weir/core/contract';
import { formatDay } from '../../format/time.ts';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { wordsOfView } from './terms.ts';
import { kindLabels, pageText as text } from './text.ts';

/** The terms as sentences, and the facts beside them. */
export function CommitmentFacts({ agreement, zone }: { agreement: AgreementView; zone: string }) {
  const { kind, provider, models, units, currency, from, until, ended_at: ended, source } = agreement;
  const day = (instant: string) => formatDay(instant, zone);
  return (
    <Panel title={text.terms}>
      <ul className="mb-4 flex max-w-3xl flex-col gap-1 text-sm">
        {wordsOfView(agreement, zone).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <Facts
        items={[
          { name: text.kind, value: kindLabels[kind] },
          { name: text.provider, value: provider },
          { name: text.models, value: models?.join(', ') ?? text.allModels },
          { name: text.unitsName, value: units?.join(', ') ?? text.allUnits },
          { name: text.currency, value: currency },
          { name: text.from, value: day(from) },
          { name: text.until, value: until === undefined ? text.open : day(until) },
          ...(ended === undefined ? [] : [{ name: text.ended, value: day(ended) }]),
          { name: text.writtenIn, value: source },
          { name: text.added, value: day(agreement.created_at) },
        ]}
      />
    </Panel>
  );
}
