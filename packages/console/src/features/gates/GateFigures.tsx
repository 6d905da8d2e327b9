import type { GateMode, GateSummary } from '@weir/core/contract';
import { formatCount } from '../../format/number.ts';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { isConcerned } from './prepare.ts';
import { text } from './text.ts';

/** How the gates of production stand. */
export function GateFigures({ gates, mode }: { gates: readonly GateSummary[]; mode: GateMode }) {
  const here = gates.filter(isConcerned);
  const inState = (state: GateSummary['state']) => here.filter((gate) => gate.state === state);
  const open = inState('open');
  const waiting = open.filter(({ missing, in_review }) => missing.length === in_review.length).length;
  const refused = here.filter(({ traffic }) => traffic === 'refused').length;
  return (
    <section aria-label={text.figures} className={STATS_CLASS}>
      <Stat
        label={text.passed}
        value={formatCount(inState('passed').length)}
        foot={text.passedFoot(here.length)}
      />
      <Stat label={text.excepted} value={formatCount(inState('excepted').length)} foot={text.exceptedFoot} />
      <Stat
        label={text.openCount}
        value={formatCount(open.length)}
        foot={open.length === 0 ? undefined : text.openFoot(waiting)}
      />
      <Stat label={text.refused} value={formatCount(refused)} foot={text.refusedFoot[mode]} />
    </section>
  );
}
