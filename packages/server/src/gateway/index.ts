export { catalogModels } from './catalog-models.ts';
export { createGateway } from './gateway.ts';
export type { Gateway, GatewayLog, GatewayOptions, GatewayStats, ModelCatalog } from './ports.ts';
export { createGatewayServer } from './server.ts';
export { simulateRoute } from './simulate.ts';
