import os from 'node:os';
import { run } from './contenders/index.js';

/** Where and with what was measured. */
export interface Environment {
  /** When it began, as ISO 8601. */
  date: string;
  kernel: string;
  cpu: string;
  /** How many cores there are. */
  cores: number;
  /** Whether the processes of a run were pinned to a core each. */
  isPinned: boolean;
  /** The version of the Node that ran the Node programs. */
  node: string;
  fastDgram: Library;
}

/** The library that was measured. */
export interface Library {
  version: string;
  /** Undefined outside of its repository. */
  commit?: string;
  /** Whether the working tree had changes that the commit does not have. */
  isModified?: boolean;
}

/** @param node the Node that runs the Node programs */
export async function describeEnvironment(node: string, isPinned: boolean): Promise<Environment> {
  const cpus = os.cpus();
  return {
    date: new Date().toISOString(),
    kernel: os.release(),
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    isPinned,
    node: (await run([node, '--version'])).replace(/^v/, ''),
    fastDgram: { version: await libraryVersion(), ...(await revision()) },
  };
}

function libraryVersion(): Promise<string> {
  return run([process.execPath, '--print', "require('fast-dgram/package.json').version"]);
}

async function revision(): Promise<Pick<Library, 'commit' | 'isModified'>> {
  try {
    const commit = await run(['git', 'rev-parse', 'HEAD']);
    const changes = await run(['git', 'status', '--porcelain', '--untracked-files=no']);
    return { commit, isModified: changes !== '' };
  } catch {
    return {};
  }
}
