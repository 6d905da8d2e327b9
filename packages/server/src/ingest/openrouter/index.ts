export { openrouterConnector } from './connector.ts';
