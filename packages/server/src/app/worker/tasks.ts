import { createTasks, type GatewayTasks } from '../../limits/tasks/gateway.ts';
import { LANDED_TOPIC } from '../../limits/tasks/wire.ts';
import type { ChannelClient } from '../../platform/channel/index.ts';
import { systemClock } from '../../platform/clock.ts';

/** Task limits of a worker: kept by control, at the other end of the channel. */
export function workerTasks(channel: ChannelClient): GatewayTasks {
  const tasks = createTasks({
    request: (topic, payload, timeoutMs) => channel.request(topic, payload, timeoutMs),
    connected: () => channel.connected,
    clock: systemClock,
  });
  channel.onConnect(() => tasks.reconnected());
  channel.on(LANDED_TOPIC, (until) => tasks.landed(Number(until)));
  return tasks;
}
