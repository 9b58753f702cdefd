import { readdirSync } from 'node:fs';

/** What a process holds at a moment. */
export interface Resources {
  /** Bytes of resident memory, after a garbage collection. */
  memory: number;
  /** Open descriptors. */
  descriptors: number;
  /** libuv's handles, the engine's among them: those are none of Node's own resources. */
  handles: number;
  /** What keeps Node's event loop alive, as Node itself tells it. */
  active: number;
}

/** What of Node's diagnostic report is used. */
interface Report {
  libuv: { type: string }[];
}

/** This process's resources; it must run with `--expose-gc`. */
export function resources(): Resources {
  if (globalThis.gc === undefined) throw new Error('Start Node with --expose-gc.');
  globalThis.gc();
  const { libuv } = process.report.getReport() as Report;
  const descriptors = readdirSync('/proc/self/fd').length;
  const polls = libuv.filter(({ type }) => type === 'poll').length;
  // The report lists the loop itself besides its handles; and Node 24 keeps a timer of each
  // worker thread that has ended, whatever it did.
  const others = libuv.filter(({ type }) => !['loop', 'timer', 'poll'].includes(type)).length;
  return {
    memory: process.memoryUsage.rss(),
    descriptors,
    // A socket gets a poll handle of its own once it is busy, which load decides: only more than
    // one for each descriptor are too many.
    handles: others + Math.max(0, polls - descriptors),
    active: process.getActiveResourcesInfo().filter(isLasting).length,
  };
}

/** Timers and immediates come and go by the turn of the loop. */
function isLasting(type: string): boolean {
  return type !== 'Timeout' && type !== 'Immediate';
}
