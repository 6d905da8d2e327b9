import type { FormEvent, KeyboardEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, Input, TextArea } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { MODEL_REFS, ModelRefs } from '../routing/ModelRefs.tsx';
import { DIALECTS } from '../routing/search.ts';
import { dialectLabels } from '../routing/text.ts';
import { MessageEditor } from './MessageEditor.tsx';
import { isConversation, OPERATIONS } from './operations.ts';
import { text } from './text.ts';
import type { Fault, RequestState } from './useRequest.ts';

interface RequestFormProps {
  state: RequestState;
  fault: Fault | undefined;
  busy: boolean;
  onSend: () => void;
}

const MODES = (['messages', 'json'] as const).map((value) => ({ value, label: text.modes[value] }));

export function RequestForm({ state, fault, busy, onSend }: RequestFormProps) {
  const faultAt = (field: Fault['field']) => (fault?.field === field ? fault.message : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSend();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onSend();
    }
  };
  return (
    <form noValidate className="flex flex-col gap-4" onSubmit={submit} onKeyDown={onKey}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={text.workload} error={faultAt('workload')}>
          {(tie) => (
            <Select
              id={tie.id}
              label={text.workload}
              value={state.workload}
              choices={[
                { value: '', label: text.choose },
                ...(state.workloads ?? []).map(({ id }) => ({ value: id, label: id })),
              ]}
              onChange={state.setWorkload}
              className="h-9 w-full"
            />
          )}
        </Field>
        <Field label={text.model} hint={text.modelHint} error={faultAt('model')}>
          {(tie) => (
            <Input
              {...tie}
              value={state.model}
              disabled={state.mode === 'json'}
              onChange={(event) => state.setModel(event.target.value)}
              list={MODEL_REFS}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
        <Field label={text.dialect}>
          {(tie) => (
            <Select
              id={tie.id}
              label={text.dialect}
              value={state.dialect}
              choices={DIALECTS.map((value) => ({ value, label: dialectLabels[value] }))}
              onChange={state.setDialect}
              className="h-9 w-full"
            />
          )}
        </Field>
        <Field label={text.operation}>
          {(tie) => (
            <Select
              id={tie.id}
              label={text.operation}
              value={state.operation}
              choices={OPERATIONS[state.dialect].map((value) => ({ value, label: value }))}
              onChange={state.setOperation}
              className="h-9 w-full"
            />
          )}
        </Field>
      </div>
      {isConversation(state.operation) ? (
        <div>
          <Segmented label={text.mode} value={state.mode} choices={MODES} onChange={state.setMode} />
        </div>
      ) : null}
      {state.mode === 'json' ? (
        <Field label={text.body} error={faultAt('body')}>
          {(tie) => (
            <TextArea
              {...tie}
              rows={12}
              value={state.json}
              spellCheck={false}
              className="font-mono !text-xs"
              onChange={(event) => state.setJson(event.target.value)}
            />
          )}
        </Field>
      ) : (
        <>
          <MessageEditor
            system={state.system}
            onSystem={state.setSystem}
            messages={state.messages}
            onMessages={state.setMessages}
            error={faultAt('messages')}
          />
          <div className="grid grid-cols-2 gap-4">
            {(['maxTokens', 'temperature'] as const).map((name) => (
              <Field
                key={name}
                label={text[name]}
                hint={text.optionsHint}
                error={faultAt('options')}
                optional
              >
                {(tie) => (
                  <Input
                    {...tie}
                    value={state.options[name]}
                    inputMode="decimal"
                    autoComplete="off"
                    onChange={(event) => state.setOptions({ ...state.options, [name]: event.target.value })}
                  />
                )}
              </Field>
            ))}
          </div>
        </>
      )}
      <div className="flex items-center justify-end gap-3">
        <kbd className="font-sans text-xs text-ink-3">{text.sendKeys}</kbd>
        <Button type="submit" look="primary" disabled={busy}>
          {busy ? text.sending : text.send}
        </Button>
      </div>
      <ModelRefs extra={['default']} />
    </form>
  );
}
