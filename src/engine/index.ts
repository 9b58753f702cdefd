export * from './engine.js';
export { engine } from './linux/linux-engine.js';
export * from './payload.js';
