export { createSocket, default, features, Socket } from './exports.js';
export type * from './index.js';
