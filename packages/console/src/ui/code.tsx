import { CopyButton } from './copy.tsx';
import { cx } from './cx.ts';

/** Text to copy into a terminal or editor. */
export function CodeBlock({ text, label, className }: { text: string; label: string; className?: string }) {
  return (
    <div className={cx('relative rounded-md border border-line bg-sunken text-left', className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section aria-label={label} tabIndex={0} className="overflow-x-auto p-3 pr-11">
        <pre className="font-mono text-xs leading-relaxed">{text}</pre>
      </section>
      <CopyButton text={text} label={`Copy ${label}`} className="absolute top-1.5 right-1.5 !bg-sunken" />
    </div>
  );
}
