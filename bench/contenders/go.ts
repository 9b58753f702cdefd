import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { COMPILED_PEERS, PEER_SOURCES, ROOT } from '../paths.js';
import { type Contender, toWords } from './contender.js';
import { run } from './programs.js';

const BINARY = path.join(COMPILED_PEERS, 'go');

/** Where Debian and Ubuntu install Go's packages (golang-golang-x-net-dev). */
const DISTRIBUTION_PACKAGES = '/usr/share/gocode';

/** Go, with golang.org/x/net, which sends and receives batches. */
export const go: Contender = {
  id: 'go',
  title: 'Go, x/net batches',
  roles: ['send', 'receive', 'echo', 'ping'],
  async prepare() {
    const version = (await run(['go', 'version'])).split(' ')[2] ?? '';
    const packages = [await run(['go', 'env', 'GOPATH']), DISTRIBUTION_PACKAGES];
    const env = { ...process.env, GO111MODULE: 'off', GOPATH: packages.join(path.delimiter) };
    mkdirSync(COMPILED_PEERS, { recursive: true });
    // Outside of a Go workspace a package is named by a relative path.
    const folder = `./${path.relative(ROOT, path.join(PEER_SOURCES, 'go'))}`;
    await run(['go', 'build', '-o', BINARY, folder], env);
    return version.replace('go', 'Go ');
  },
  command: (role, args) => [BINARY, role, ...toWords(args)],
};
