import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The cores that the two processes of a run are pinned to. */
export interface Cores {
  driver: number;
  listener: number;
}

/** The first two cores that this process may run on; undefined where it cannot pin to two. */
export function findCores(): Cores | undefined {
  if (spawnSync('taskset', ['--version']).status !== 0) return undefined;
  const [driver, listener] = allowedCores();
  return driver === undefined || listener === undefined ? undefined : { driver, listener };
}

/** From a list like `0-3,8`. */
function allowedCores(): number[] {
  const status = readFileSync('/proc/self/status', 'utf8');
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  });
}
