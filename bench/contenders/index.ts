export type { Command, Contender, Tools } from './contender.js';
export { CONTENDERS } from './list.js';
export { nodeDgram } from './node-dgram.js';
export { run } from './programs.js';
