export * from './counters.js';
export * from './datagram.js';
export * from './engine.js';
export * from './errno.js';
export { engine } from './linux/linux-engine.js';
export * from './payload.js';
export * from './send-queue.js';
export * from './socket-options.js';
