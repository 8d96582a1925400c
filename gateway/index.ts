export { safelistIn } from './persisted/safelist.ts';
export { startGateway } from './server.ts';
export { watchedFile } from './watched-file.ts';
