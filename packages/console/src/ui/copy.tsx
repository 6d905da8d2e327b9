import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';
import { announce } from './toast.tsx';

/** Copies a text and says so. Works on plain http too, where the clipboard API is missing. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done;
  }
}

export function CopyButton({ text, label, className }: { text: string; label: string; className?: string }) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1600);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    const copied = await copyText(text);
    setDone(copied);
    announce(copied ? 'Copied' : 'The browser refused to copy; select the text instead');
  };
  return (
    <IconButton
      label={label}
      size="iconSmall"
      {...(className === undefined ? {} : { className })}
      onClick={copy}
    >
      {done ? <Check aria-hidden className="text-good" /> : <Copy aria-hidden />}
    </IconButton>
  );
}
