import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { COMPILED_PEERS, PEER_SOURCES } from '../paths.js';
import type { Role } from '../protocol.js';
import { type Contender, toWords } from './contender.js';
import { run } from './programs.js';

const COMPILER = process.env.CC ?? 'cc';
const FLAGS = ['-std=gnu11', '-O2', '-Wall', '-Wextra', '-Werror', '-pthread'];
const BINARY = path.join(COMPILED_PEERS, 'c');

/** Compiled once for all contenders in C. */
let compiled: Promise<string> | undefined;

async function compile(): Promise<string> {
  const folder = path.join(PEER_SOURCES, 'c');
  const sources = readdirSync(folder).filter((file) => file.endsWith('.c'));
  mkdirSync(COMPILED_PEERS, { recursive: true });
  await run([COMPILER, ...FLAGS, '-o', BINARY, ...sources.map((file) => path.join(folder, file))]);
  return run([COMPILER, '-dumpfullversion']);
}

/** How a contender in C sends and receives. */
interface Methods {
  id: string;
  title: string;
  roles: readonly Role[];
  send: string;
  receive: string;
}

/** A contender in C, by its system calls. */
export function cContender({ id, title, roles, send, receive }: Methods): Contender {
  return {
    id,
    title,
    roles,
    async prepare() {
      compiled ??= compile();
      return `${path.basename(COMPILER)} ${await compiled}`;
    },
    command(role, args) {
      const method = { send, receive }[role as string];
      const words = toWords(method === undefined ? args : { method, ...args });
      return [BINARY, role, ...words];
    },
  };
}
