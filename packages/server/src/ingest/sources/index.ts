export { addFigures, type BookedLine, type BookingDeps } from './booking.ts';
export { createSourceDesk, type SourceDesk, type SourceDeskDeps } from './desk.ts';
export { entryId, lineId } from './identity.ts';
export type {
  BadRow,
  Connector,
  Covered,
  Delivery,
  OpenFile,
  Place,
  PlacedFile,
  PullContext,
  ReadContext,
  RowContext,
  Secrets,
  SourceHttp,
} from './port.ts';
export { RowProblem } from './port.ts';
export type { ExchangeRate } from './price-line.ts';
