import type { GateSettings, GateSummary } from '@weir/core/contract';
import { ShieldAlert, ShieldCheck, ShieldOff } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { formatMomentLong } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { isGraceOver } from './prepare.ts';
import { modeText as text } from './text.ts';

const ModeDialog = lazy(() => import('./ModeDialog.tsx'));
const ICONS = { off: ShieldOff, grace: ShieldAlert, enforce: ShieldCheck };
const COLOURS = { off: 'text-ink-3', grace: 'text-warn', enforce: 'text-good' };

interface ModePanelProps {
  settings: GateSettings;
  gates: readonly GateSummary[];
}

/** What gateways do about open gates, in a sentence, and the way to change it. */
export function ModePanel({ settings, gates }: ModePanelProps) {
  const zone = useZone();
  const now = useNow(60_000).getTime();
  const [isChanging, setChanging] = useState(false);
  const { mode, grace_until: until } = settings;
  const isOver = isGraceOver(settings, now);
  const shown = isOver ? 'enforce' : mode;
  const Icon = ICONS[shown];
  return (
    <section
      aria-label={text.titles[shown]}
      className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <Icon aria-hidden className={cx('size-5 shrink-0', COLOURS[shown])} />
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="font-medium">{text.titles[shown]}</h2>
        <p className="text-sm text-ink-2">
          {text.now[shown]}
          {mode !== 'grace' || until === undefined
            ? null
            : ` ${(isOver ? text.overdue : text.until)(formatMomentLong(until, zone))}`}
        </p>
      </div>
      <Button onClick={() => setChanging(true)}>{text.change}</Button>
      <Suspense>
        {isChanging ? (
          <ModeDialog settings={settings} gates={gates} onClose={() => setChanging(false)} />
        ) : null}
      </Suspense>
    </section>
  );
}
