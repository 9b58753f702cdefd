export type { Command, Contender, Tools } from './contender.js';
export { CONTENDERS } from './list.js';
export { nodeDgram } from './node-dgram.js';
export { otherCheckout } from './other-checkout.js';
export { run } from './programs.js';
