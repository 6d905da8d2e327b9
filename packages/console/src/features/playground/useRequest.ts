import { useQuery } from '@tanstack/react-query';
import type { Dialect, PlaygroundRequest } from '@weir/core/contract';
import { useState } from 'react';
import { workloadsQuery } from '../../api/queries.ts';
import { bodyOf, type Message, parseBody, templateOf } from './body.ts';
import { firstOperation, isConversation, STANDARD_MODEL } from './operations.ts';
import type { PlaygroundSearch } from './search.ts';
import { text } from './text.ts';

export interface Options {
  maxTokens: string;
  temperature: string;
}

export type Fault = { field: 'workload' | 'model' | 'messages' | 'body' | 'options'; message: string };

const isNumber = (value: string) => value.trim() === '' || Number.isFinite(Number(value));

/** The request being written, as messages or as JSON, and what is wrong with it. */
export function useRequest(search: PlaygroundSearch) {
  const workloads = useQuery(workloadsQuery()).data;
  const [chosen, setWorkload] = useState(search.workload);
  const only = workloads?.length === 1 ? workloads[0]?.id : undefined;
  const workload = chosen ?? only ?? '';
  const [dialect, setDialectOnly] = useState<Dialect>(search.dialect ?? 'openai');
  const [operation, setOperationOnly] = useState(firstOperation(dialect));
  const [model, setModel] = useState(search.model ?? STANDARD_MODEL[dialect]);
  const [system, setSystem] = useState('');
  const [messages, setMessages] = useState<Message[]>([{ key: 0, role: 'user', content: '' }]);
  const [options, setOptions] = useState<Options>({ maxTokens: '', temperature: '' });
  const [wantsJson, setWantsJson] = useState(false);
  const [json, setJson] = useState('');
  const mode: 'messages' | 'json' = wantsJson || !isConversation(operation) ? 'json' : 'messages';
  const draft = { operation, model: model.trim(), system, messages, ...options };

  const setOperation = (next: string) => {
    setOperationOnly(next);
    const body = isConversation(next) ? bodyOf({ ...draft, operation: next }) : templateOf(next, model);
    setJson(JSON.stringify(body, null, 2));
  };
  const setDialect = (next: Dialect) => {
    setDialectOnly(next);
    const standard = STANDARD_MODEL[next];
    if (model === STANDARD_MODEL[dialect]) setModel(standard);
    setOperationOnly(firstOperation(next));
    setJson(JSON.stringify(bodyOf({ ...draft, operation: firstOperation(next) }), null, 2));
  };
  const setMode = (next: 'messages' | 'json') => {
    if (next === 'json') setJson(JSON.stringify(bodyOf(draft), null, 2));
    setWantsJson(next === 'json');
  };
  const show = ({ request }: { request: PlaygroundRequest }) => {
    setWorkload(request.workload);
    setDialectOnly(request.dialect);
    setOperationOnly(request.operation);
    setJson(JSON.stringify(request.request, null, 2));
    setWantsJson(true);
  };

  function check(): Fault | PlaygroundRequest {
    if (workload === '') return { field: 'workload', message: text.needWorkload };
    const request = { workload, dialect, operation };
    if (mode === 'json') {
      const body = parseBody(json);
      return body === undefined ? { field: 'body', message: text.jsonRule } : { ...request, request: body };
    }
    if (draft.model === '') return { field: 'model', message: text.needModel };
    if (messages.every(({ content }) => content.trim() === ''))
      return { field: 'messages', message: text.needMessage };
    if (!isNumber(options.maxTokens) || !isNumber(options.temperature)) {
      return { field: 'options', message: text.numberRule };
    }
    return { ...request, request: bodyOf(draft) };
  }

  return {
    workloads,
    workload,
    setWorkload,
    dialect,
    setDialect,
    operation,
    setOperation,
    model,
    setModel,
    system,
    setSystem,
    messages,
    setMessages,
    options,
    setOptions,
    mode,
    setMode,
    json,
    setJson,
    show,
    check,
  };
}
export type RequestState = ReturnType<typeof useRequest>;
