export type * from './index.js';
export { createSocket, default, features, Socket } from './index.js';
