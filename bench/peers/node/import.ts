import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Meter } from './counting.js';
import type { Dgram } from './dgram.js';
import { end } from './lines.js';
import type { Parameters } from './parameters.js';

/** Plays the role `import`: loads the module, in a process that has not loaded it. */
export async function importModule(load: () => Dgram, parameters: Parameters): Promise<void> {
  const specifier = toSpecifier(parameters.text('module'));
  const isImported = parameters.text('by') === 'import';
  const meter = new Meter();
  if (isImported) await import(specifier);
  else load();
  end(meter.read());
}

/** A checkout's folder can be required, but not imported. */
function toSpecifier(module: string): string {
  return path.isAbsolute(module) ? pathToFileURL(path.join(module, 'dist/index.mjs')).href : module;
}
