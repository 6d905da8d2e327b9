import { Link } from '@tanstack/react-router';
import type { Budget } from '@weir/core/contract';
import { formatMoney } from '../../format/money.ts';
import { formatDay, formatMoment } from '../../format/time.ts';
import { Facts } from '../../ui/facts.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { scopeLabel } from './scope.ts';
import { formText, modeLabels, perPeriod, scopeText, pageText as text, tierLabels } from './text.ts';

function degradeOf({ degrade_to: to }: Budget): string | undefined {
  if (to?.tier !== undefined) return text.tierUpTo(tierLabels[to.tier].toLowerCase());
  return to?.cache_only === true ? text.cacheOnly : to?.model;
}

function Scope({ scope }: { scope: Budget['scope'] }) {
  const entries = Object.entries(scope);
  if (entries.length === 0) return scopeText.everything;
  return (
    <ul>
      {entries.map(([name, value]) => (
        <li key={name}>
          <span className="text-ink-3">{scopeLabel(name)}</span>{' '}
          {name === 'workload' ? (
            <Link to="/workloads/$id" params={{ id: value }} className={LINK_CLASS}>
              {value}
            </Link>
          ) : (
            value
          )}
        </li>
      ))}
    </ul>
  );
}

/** The terms of a budget as they were written. */
export function BudgetFacts({ budget, zone }: { budget: Budget; zone: string }) {
  const { currency, starts_at: starts, ends_at: ends, roll_over_max: most } = budget;
  const degrade = degradeOf(budget);
  const optional = (name: string, value: string | undefined) =>
    value === undefined ? [] : [{ name, value }];
  return (
    <Panel title={text.facts}>
      <Facts
        items={[
          { name: text.scope, value: <Scope scope={budget.scope} /> },
          {
            name: text.terms,
            value: (
              <>
                <Money amount={budget.amount} currency={currency} /> {perPeriod[budget.period]}
              </>
            ),
          },
          ...optional(
            text.period,
            starts === undefined || ends === undefined
              ? undefined
              : text.periodOf(formatMoment(starts, zone), formatMoment(ends, zone)),
          ),
          { name: text.mode, value: modeLabels[budget.mode] },
          ...optional(text.degradeTo, degrade),
          ...optional(
            text.approvers,
            budget.mode === 'approval' ? budget.approvers.join(', ') || text.anyAdmin : undefined,
          ),
          { name: text.thresholds, value: text.thresholdsOf(budget.yellow_percent, budget.red_percent) },
          {
            name: text.rollOver,
            value: `${text.rollOverOf[budget.roll_over]}${
              most === undefined ? '' : text.rollOverMax(formatMoney(most, currency).text)
            }`,
          },
          { name: text.onLoss, value: formText.losses[budget.on_authority_loss] },
          ...optional(text.owner, budget.owner),
          { name: text.created, value: formatDay(budget.created_at, zone) },
        ]}
      />
    </Panel>
  );
}
