export { startGateway } from './server.ts';
export type { Gateway, GatewayOptions } from './server.ts';
export type { Example } from './explorer/explorer.ts';
