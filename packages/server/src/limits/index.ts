export {
  type Authority,
  type AuthorityOptions,
  type BudgetStatus,
  createAuthority,
} from './authority/authority.ts';
export type { IncarnationState } from './authority/incarnations.ts';
export { type Budget, calendarPeriods, type PeriodOf } from './budget.ts';
export type { LimitAuthority, Reservation, Reservations } from './port.ts';
export {
  createReservations,
  type GatewayReservations,
  type LimitRules,
  type ReservationOptions,
} from './reservations/reservations.ts';
export { onRecall, remoteAuthority, serveAuthority } from './wire.ts';
