export { anthropicConnector } from './connector.ts';
