export { parseAddress } from './address.ts';
export { connectChannel } from './client.ts';
export { checkedToken } from './handshake.ts';
export type { ChannelClient, ChannelServer, Peer, RemoteListener, RemoteTarget } from './port.ts';
export { createChannelServer } from './server.ts';
