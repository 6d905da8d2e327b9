export { type AlertDesk, type AlertSettings, createAlertDesk } from './desk.ts';
export type { Sender } from './sender.ts';
export { type AlertSources, type Alerts, createAlerts } from './service.ts';
export type { Degradation } from './signals/degraded.ts';
export type { TaskTrouble } from './signals/tasks.ts';
export { tellTaskWebhook } from './task-notices.ts';
