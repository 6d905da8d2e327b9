import { Page } from '../../ui/page.tsx';
import { KillSwitches } from './KillSwitches.tsx';
import { RateLimits } from './RateLimits.tsx';
import { text } from './text.ts';

export default function LimitsPage() {
  return (
    <Page title={text.title} lead={text.lead}>
      <div className="flex flex-col gap-5">
        <KillSwitches />
        <RateLimits />
      </div>
    </Page>
  );
}
