import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { text } from './text.ts';

/** The navigation on small screens. Fetched when it is opened first. */
export default function Drawer({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  return (
    <BaseDialog.Root open onOpenChange={(next) => !next && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-30 bg-overlay" />
        <BaseDialog.Popup
          aria-label={text.mainNavigation}
          className="fixed inset-y-0 left-0 z-30 w-64 border-r border-line bg-canvas outline-none"
        >
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
