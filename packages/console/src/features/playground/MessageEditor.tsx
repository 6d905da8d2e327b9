import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '../../ui/button.tsx';
import { Field, TextArea } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import type { Message } from './body.ts';
import { text } from './text.ts';

const ROLES = (['user', 'assistant'] as const).map((value) => ({ value, label: text.roles[value] }));

interface MessageEditorProps {
  system: string;
  onSystem: (system: string) => void;
  messages: readonly Message[];
  onMessages: (messages: Message[]) => void;
  error: string | undefined;
}

/** A conversation as rows of role and words. */
export function MessageEditor({ system, onSystem, messages, onMessages, error }: MessageEditorProps) {
  const change = (key: number, part: Partial<Message>) =>
    onMessages(messages.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const add = () => {
    const role = messages.at(-1)?.role === 'user' ? 'assistant' : 'user';
    onMessages([
      ...messages,
      { key: Math.max(-1, ...messages.map(({ key }) => key)) + 1, role, content: '' },
    ]);
  };
  return (
    <div className="flex flex-col gap-3">
      <Field label={text.system} optional>
        {(tie) => (
          <TextArea
            {...tie}
            rows={2}
            value={system}
            placeholder={text.systemPlaceholder}
            onChange={(event) => onSystem(event.target.value)}
          />
        )}
      </Field>
      {messages.map(({ key, role, content }, index) => (
        <div key={key} className="flex flex-col gap-1.5">
          <div className="flex items-center justify-between">
            <Select
              label={text.role(index + 1)}
              value={role}
              choices={ROLES}
              onChange={(next) => change(key, { role: next })}
            />
            {messages.length === 1 ? null : (
              <IconButton
                label={text.take(index + 1)}
                onClick={() => onMessages(messages.filter((one) => one.key !== key))}
              >
                <X aria-hidden />
              </IconButton>
            )}
          </div>
          <TextArea
            aria-label={text.message(index + 1)}
            rows={3}
            value={content}
            placeholder={index === 0 ? text.messagePlaceholder : undefined}
            onChange={(event) => change(key, { content: event.target.value })}
          />
        </div>
      ))}
      {error === undefined ? null : (
        <p role="alert" className="text-xs text-bad">
          {error}
        </p>
      )}
      <Button size="sm" className="self-start" onClick={add}>
        <Plus aria-hidden />
        {text.add}
      </Button>
    </div>
  );
}
