import { Dialog } from '../../ui/dialog.tsx';
import { shortcutList } from './shortcut-list.ts';
import { text } from './text.ts';

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog wide open onClose={onClose} title={text.shortcuts}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <section aria-label={text.shortcuts} tabIndex={0}>
        <dl className="gap-x-10 sm:columns-2">
          {shortcutList.map(([keys, what]) => (
            <div
              key={keys}
              className="flex min-h-10 break-inside-avoid items-center justify-between gap-4 border-b border-line py-1"
            >
              <dt className="order-2 flex gap-1">
                {keys.split(' ').map((one) => (
                  <kbd
                    key={one}
                    className="min-w-6 rounded border border-line-strong bg-sunken px-1.5 text-center font-sans text-xs leading-5"
                  >
                    {one}
                  </kbd>
                ))}
              </dt>
              <dd className="text-sm">{what}</dd>
            </div>
          ))}
        </dl>
      </section>
    </Dialog>
  );
}
