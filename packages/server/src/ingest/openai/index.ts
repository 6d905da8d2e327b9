export { openaiConnector } from './connector.ts';
