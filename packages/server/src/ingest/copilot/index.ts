export { copilotConnector } from './connector.ts';
