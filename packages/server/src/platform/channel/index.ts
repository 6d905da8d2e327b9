export { connectChannel } from './client.ts';
export type { ChannelClient, ChannelServer, Peer } from './port.ts';
export { createChannelServer } from './server.ts';
