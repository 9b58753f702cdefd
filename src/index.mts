export type * from './index.js';
export { createSocket, default, Socket } from './index.js';
