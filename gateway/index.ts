export { startGateway } from './server.ts';
export { supergraphFile } from './supergraph/supergraph-file.ts';
