import path from 'node:path';

/** The project's folder: this runs from out/bench. */
export const ROOT = path.resolve(__dirname, '../..');

/** What the sources of the peers that tsc does not compile are in. */
export const PEER_SOURCES = path.join(ROOT, 'bench/peers');

/** The compiled programs of the Node peers. */
export const NODE_PEERS = path.join(ROOT, 'out/bench/peers/node');

/** Where peers that need a compiler are compiled to. */
export const COMPILED_PEERS = path.join(ROOT, 'out/bench-peers');

/** Where `npm run bench:install` installs contenders. */
export const INSTALLED_CONTENDERS = path.join(ROOT, 'out/contenders/node_modules');

/** Where results go that are not told otherwise. */
export const RESULTS = path.join(ROOT, 'out/bench-results');
