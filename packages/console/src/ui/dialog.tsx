import { AlertDialog as BaseAlert } from '@base-ui/react/alert-dialog';
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton } from './button.tsx';
import { cx } from './cx.ts';

const BACKDROP =
  'fixed inset-0 z-40 bg-overlay transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0';
const POPUP = cx(
  'fixed z-40 flex flex-col border border-line bg-surface text-ink shadow-lift outline-none',
  'inset-x-0 bottom-0 max-h-[92dvh] rounded-t-xl',
  'sm:inset-auto sm:top-[10dvh] sm:left-1/2 sm:max-h-[80dvh] sm:w-[34rem] sm:max-w-[calc(100vw-2rem)] sm:-translate-x-1/2 sm:rounded-xl',
  'transition-[opacity,scale] duration-150 data-ending-style:scale-[0.985] data-ending-style:opacity-0 data-starting-style:scale-[0.985] data-starting-style:opacity-0',
);

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  wide?: boolean;
  /** A click beside it does not close it: for secrets that are shown once. */
  firm?: boolean;
  children: ReactNode;
}

export function Dialog({
  open,
  onClose,
  title,
  description,
  wide = false,
  firm = false,
  children,
}: DialogProps) {
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => !next && onClose()} disablePointerDismissal={firm}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={BACKDROP} />
        <BaseDialog.Popup className={cx(POPUP, wide && 'sm:w-[44rem]')}>
          <div className="flex items-start gap-4 px-5 pt-5">
            <div className="min-w-0">
              <BaseDialog.Title className="text-lg font-semibold">{title}</BaseDialog.Title>
              {description === undefined ? null : (
                <BaseDialog.Description className="mt-1 text-sm text-ink-2">
                  {description}
                </BaseDialog.Description>
              )}
            </div>
            <BaseDialog.Close
              render={
                <IconButton label="Close" className="-mt-1 -mr-2 ml-auto">
                  <X aria-hidden />
                </IconButton>
              }
            />
          </div>
          <div className="min-h-0 overflow-y-auto px-5 pt-4 pb-5">{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  description: ReactNode;
  confirm: string;
  busy?: boolean;
  children?: ReactNode;
}

/** Asks before something that cannot be taken back. */
export function Confirm({
  open,
  onClose,
  onConfirm,
  title,
  description,
  confirm,
  busy,
  children,
}: ConfirmProps) {
  return (
    <BaseAlert.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <BaseAlert.Portal>
        <BaseAlert.Backdrop className={BACKDROP} />
        <BaseAlert.Popup className={cx(POPUP, 'p-5 sm:w-[27rem]')}>
          <BaseAlert.Title className="text-lg font-semibold">{title}</BaseAlert.Title>
          <BaseAlert.Description className="mt-2 text-sm text-ink-2">{description}</BaseAlert.Description>
          {children}
          <div className="mt-6 flex justify-end gap-2">
            <BaseAlert.Close render={<Button>Cancel</Button>} />
            <Button look="danger" onClick={onConfirm} disabled={busy === true}>
              {confirm}
            </Button>
          </div>
        </BaseAlert.Popup>
      </BaseAlert.Portal>
    </BaseAlert.Root>
  );
}
