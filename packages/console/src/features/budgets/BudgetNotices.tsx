import type { BudgetView } from '@weir/core/contract';
import { Hourglass, type LucideIcon, OctagonAlert, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { pageText as text } from './text.ts';

interface NoticeProps {
  icon: LucideIcon;
  title: string;
  tone: 'warn' | 'bad';
  children: ReactNode;
}

const TONES = { warn: 'bg-warn-weak text-warn', bad: 'bg-bad-weak text-bad' };

function Notice({ icon: Icon, title, tone, children }: NoticeProps) {
  return (
    <div className={`flex items-start gap-3 rounded-lg px-4 py-3 text-sm ${TONES[tone]}`}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        <div className="mt-0.5">{children}</div>
      </div>
    </div>
  );
}

/** What somebody who looks at the figures must know about them. */
export function BudgetNotices({ budget }: { budget: BudgetView }) {
  const { status } = budget;
  if (status === undefined) {
    return (
      <Notice icon={Unplug} tone="warn" title={text.noStatus}>
        {text.noStatusHint}
      </Notice>
    );
  }
  return (
    <>
      {status.certain ? null : (
        <Notice icon={Hourglass} tone="warn" title={text.uncertain}>
          {text.uncertainHint}
        </Notice>
      )}
      {status.cut_off_gateways.length === 0 ? null : (
        <Notice icon={Unplug} tone="bad" title={text.cutOff(status.cut_off_gateways.join(', '))}>
          {text.cutOffHint[budget.on_authority_loss]}
        </Notice>
      )}
      {status.reasons.length === 0 ? null : (
        <Notice icon={OctagonAlert} tone={status.level === 'yellow' ? 'warn' : 'bad'} title={text.reasons}>
          <ul className={status.reasons.length > 1 ? 'list-disc pl-4' : undefined}>
            {status.reasons.map((reason) => (
              <li key={reason.text}>{reason.text}</li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
