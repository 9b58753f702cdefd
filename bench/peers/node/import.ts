import { Meter } from './counting.js';
import type { Dgram } from './dgram.js';
import { end } from './lines.js';

/** Plays the role `import`: loads the module, in a process that has not loaded it. */
export function importModule(load: () => Dgram): void {
  const meter = new Meter();
  load();
  end(meter.read());
}
