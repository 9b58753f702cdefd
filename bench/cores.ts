import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** The cores that the two processes of a run are pinned to. */
export interface Cores {
  driver: number;
  listener: number;
}

/**
 * The first core that this process may run on, and the next that is no other hardware thread of it,
 * if there is one; undefined where it cannot pin to two.
 */
export function findCores(): Cores | undefined {
  if (spawnSync('taskset', ['--version']).status !== 0) return undefined;
  const [driver, ...others] = allowedCores();
  if (driver === undefined) return undefined;
  const siblings = threadsOf(driver);
  const listener = others.find((core) => !siblings.includes(core)) ?? others[0];
  return listener === undefined ? undefined : { driver, listener };
}

function allowedCores(): number[] {
  const status = readFileSync('/proc/self/status', 'utf8');
  return coresOf(/^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? '');
}

/** The hardware threads of a core, as the kernel numbers them; itself alone where it doesn't say. */
function threadsOf(core: number): number[] {
  const file = `/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`;
  return existsSync(file) ? coresOf(readFileSync(file, 'utf8').trim()) : [core];
}

/** From a list like `0-3,8`. */
function coresOf(list: string): number[] {
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  });
}
