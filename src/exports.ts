// What ES modules import. Node searches a CommonJS file that they import for the names of its
// exports: in the whole bundle that took Node 20 twice as long as loading it. Here there is little to
// search; scripts/bundle.js writes the names below.
import dgram = require('./index.js');

export = dgram;
