import type { CachingReport } from '@weir/core/contract';
import { formatMoney, toPlotNumber } from '../../format/money.ts';
import { formatCount, formatCountShort, formatShare } from '../../format/number.ts';
import { Formula } from '../../ui/formula.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Money } from '../../ui/money.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { text } from './text.ts';

type Figure = keyof typeof text.formulas;

function Help({ name, of, lines }: { name: string; of: Figure; lines: readonly string[] }) {
  return (
    <Formula
      figure={name}
      label={text.explain(name)}
      meaning={text.meanings[of]}
      lines={[text.formulas[of], ...lines]}
      note={text.notes[of]}
    />
  );
}

function ShareFoot({ share, foot }: { share: string | null; foot: string }) {
  return (
    <span className="flex flex-col gap-1.5 pt-1">
      <Meter value={share === null ? 0 : toPlotNumber(share)} />
      {foot}
    </span>
  );
}

const shown = (share: string | null) => (share === null ? text.unknown : formatShare(share));

/** The four figures of caching, each with its formula. */
export function CachingStats({ report }: { report: CachingReport }) {
  const { exact, prompt } = report.total;
  const { currency } = report;
  const money = (amount: string) => formatMoney(amount, currency).text;
  const isLoss = prompt.saving.startsWith('-');
  return (
    <section aria-label={text.title} className={STATS_CLASS}>
      <Stat
        label={text.hits}
        value={formatCount(exact.hits)}
        help={
          <Help
            name={text.hits}
            of="hit_share"
            lines={[
              `= ${formatCount(exact.hits)} ÷ ${formatCount(exact.lookups)}`,
              `= ${shown(exact.hit_share)}`,
            ]}
          />
        }
        foot={
          <ShareFoot
            share={exact.hit_share}
            foot={exact.hit_share === null ? text.noLookups : text.hitShare(formatShare(exact.hit_share))}
          />
        }
      />
      <Stat
        label={text.avoided}
        value={<Money amount={exact.avoided_cost} currency={currency} />}
        help={<Help name={text.avoided} of="avoided_cost" lines={[`= ${money(exact.avoided_cost)}`]} />}
        foot={text.avoidedFoot}
      />
      <Stat
        label={text.promptHits}
        value={shown(prompt.hit_share)}
        help={
          <Help
            name={text.promptHits}
            of="prompt_hit_share"
            lines={[
              `= ${formatCount(prompt.read_tokens)} ÷ ${formatCount(prompt.input_tokens)}`,
              `= ${shown(prompt.hit_share)}`,
            ]}
          />
        }
        foot={
          <ShareFoot
            share={prompt.hit_share}
            foot={text.promptFoot(
              formatCountShort(prompt.read_tokens),
              formatCountShort(prompt.input_tokens),
            )}
          />
        }
      />
      <Stat
        label={text.saving}
        value={<Money amount={prompt.saving} currency={currency} className={isLoss ? 'text-bad' : ''} />}
        help={<Help name={text.saving} of="saving" lines={[`= ${money(prompt.saving)}`]} />}
        foot={text.savingFoot}
      />
    </section>
  );
}
