export { catalogModels } from './catalog-models.ts';
export { clientOriginOf } from './edge/client-origin.ts';
export { createGateway } from './gateway.ts';
export type {
  Gateway,
  GatewayLog,
  GatewayOptions,
  GatewayStats,
  ModelCatalog,
  PrefixReport,
} from './ports.ts';
export { createGatewayServer } from './server.ts';
export { simulateRoute } from './simulate.ts';
