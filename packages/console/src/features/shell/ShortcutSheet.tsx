import { Dialog } from '../../ui/dialog.tsx';
import { text } from './text.ts';

export default function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title={text.shortcuts}>
      <dl className="divide-y divide-line">
        {text.shortcutList.map(([keys, what]) => (
          <div key={keys} className="flex h-10 items-center justify-between gap-4">
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
    </Dialog>
  );
}
