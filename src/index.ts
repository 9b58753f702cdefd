import * as dgram from './dgram.js';

export type * from './dgram.js';
export { createSocket, features, Socket } from './dgram.js';

/** All exports in one object, as `node:dgram` has them: values, and types as `dgram.Socket`. */
export default dgram;
