// What ES modules import: the library, for a reader of little. Node searches a CommonJS file that is
// imported for the names of its exports, and Node 20 took twice as long to search the bundle as to
// load it. The names stand below, by scripts/bundle.js.
import dgram = require('./index.js');

export = dgram;
