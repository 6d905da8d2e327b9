import { Popover as BasePopover } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { POPUP_CLASS } from './popup.ts';

interface PopoverProps {
  trigger: ReactElement;
  /** Heading of the popup; without one, `label` names it. */
  title?: string;
  label?: string;
  open?: boolean;
  /** Opens when it is mounted: for popups that are fetched by the press that opens them. */
  defaultOpen?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: 'start' | 'center' | 'end';
  className?: string;
  children: ReactNode;
}

export function Popover({
  trigger,
  title,
  label,
  open,
  defaultOpen = false,
  onOpenChange,
  align = 'start',
  className,
  children,
}: PopoverProps) {
  return (
    <BasePopover.Root
      defaultOpen={defaultOpen}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    >
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={6} align={align} collisionPadding={12} className="z-50">
          <BasePopover.Popup
            {...(label === undefined ? {} : { 'aria-label': label })}
            className={cx(POPUP_CLASS, 'max-w-[calc(100vw-1.5rem)] p-4 text-sm', className)}
          >
            {title === undefined ? null : (
              <BasePopover.Title className="mb-1.5 font-semibold">{title}</BasePopover.Title>
            )}
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
