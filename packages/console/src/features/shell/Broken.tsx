import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { text } from './text.ts';

/** Shown when a page throws, or when its code is gone because Weir was upgraded under an open tab. */
export function Broken({ error }: ErrorComponentProps) {
  return (
    <Page title={text.broken} lead={text.brokenHint}>
      <div className="flex max-w-2xl flex-col items-start gap-4">
        <Failure error={error} />
        <Button look="primary" onClick={() => location.reload()}>
          {text.reload}
        </Button>
      </div>
    </Page>
  );
}
