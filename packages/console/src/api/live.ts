import type { QueryClient } from '@tanstack/react-query';
import type { LiveEvent } from '@weir/core/contract';
import { apiUrl } from './client.ts';
import { LEDGER, REGISTRY, VALUE } from './queries.ts';

export type LiveState = 'connecting' | 'live' | 'offline';

/** Screens are refreshed at most this often, however fast calls land. */
const REFRESH_EVERY_MS = 1_000;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;

/** Runs at once, then at most once per `ms`; what arrives in between runs once at the end of the wait. */
export function throttled(run: () => void, ms: number): { call: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const release = () => {
    timer = undefined;
    if (again) call();
  };
  const call = () => {
    if (timer !== undefined) {
      again = true;
      return;
    }
    again = false;
    run();
    timer = setTimeout(release, ms);
  };
  return {
    call,
    cancel: () => {
      if (timer !== undefined) clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  };
}

function kindOf(data: string): LiveEvent['type'] | undefined {
  try {
    const event = JSON.parse(data) as Partial<LiveEvent>;
    return event.type;
  } catch {
    return undefined;
  }
}

/**
 * Follows `GET /events` and marks what it names as stale. A lost connection is retried with growing pauses; what was
 * missed meanwhile is fetched on return. Returns the function that stops it.
 */
export function followEvents(client: QueryClient, onState: (state: LiveState) => void): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let pause = FIRST_RETRY_MS;
  let wasOffline = false;

  // a refresh still under way is left to finish: under load the next event asks again anyway
  const refresh = (key: string) =>
    void client.invalidateQueries({ queryKey: [key] }, { cancelRefetch: false });
  const ledger = throttled(() => refresh(LEDGER), REFRESH_EVERY_MS);
  const registry = throttled(() => {
    refresh(REGISTRY);
    refresh(VALUE);
  }, REFRESH_EVERY_MS);

  const receive = (message: MessageEvent<string>) => {
    const kind = kindOf(message.data);
    if (kind === 'ledger') ledger.call();
    if (kind === 'registry') registry.call();
  };

  const connect = () => {
    if (document.hidden) return;
    onState('connecting');
    source = new EventSource(apiUrl('/events'));
    source.onopen = () => {
      pause = FIRST_RETRY_MS;
      onState('live');
      if (wasOffline) void client.invalidateQueries();
      wasOffline = false;
    };
    for (const name of ['message', 'ledger', 'registry']) source.addEventListener(name, receive);
    source.onerror = () => {
      source?.close();
      wasOffline = true;
      onState('offline');
      retry = setTimeout(connect, pause);
      pause = Math.min(pause * 2, LAST_RETRY_MS);
    };
  };
  const disconnect = () => {
    source?.close();
    if (retry !== undefined) clearTimeout(retry);
  };
  // browsers open few connections to one host: a tab nobody looks at must not hold one
  const onVisibility = () => {
    disconnect();
    wasOffline = true;
    connect();
  };
  document.addEventListener('visibilitychange', onVisibility);
  connect();

  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    disconnect();
    ledger.cancel();
    registry.cancel();
  };
}
