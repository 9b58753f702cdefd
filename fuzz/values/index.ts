export * from './callbacks.js';
export * from './destinations.js';
export * from './lookups.js';
export * from './messages.js';
export * from './objects.js';
export * from './primitives.js';
export * from './value.js';
