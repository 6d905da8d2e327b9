import type { AlertChannel } from '@weir/core/contract';
import { useId } from 'react';
import { channelLabels } from './text.ts';

interface ChannelPicksProps {
  label: string;
  hint?: string;
  error?: string | undefined;
  channels: readonly AlertChannel[];
  picked: readonly string[];
  onChange: (ids: string[]) => void;
}

/** Any number of channels. */
export function ChannelPicks({ label, hint, error, channels, picked, onChange }: ChannelPicksProps) {
  const noteId = useId();
  const note = error ?? hint;
  const toggle = (id: string) =>
    onChange(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id]);
  return (
    <fieldset {...(note === undefined ? {} : { 'aria-describedby': noteId })}>
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {channels.map(({ id, kind }) => (
          <label key={id} className="flex cursor-pointer items-center gap-2 text-sm">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={picked.includes(id)}
              onChange={() => toggle(id)}
            />
            {id}
            <span className="text-xs text-ink-3">{channelLabels[kind]}</span>
          </label>
        ))}
      </div>
      {note === undefined ? null : (
        <p id={noteId} className={`mt-1 text-xs ${error === undefined ? 'text-ink-3' : 'text-bad'}`}>
          {note}
        </p>
      )}
    </fieldset>
  );
}
