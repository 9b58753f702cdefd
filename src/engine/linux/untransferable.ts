import { markAsUntransferable } from 'node:worker_threads';

/** ECMAScript 2024's, which the library's own types do not have yet. */
type Transferable = ArrayBuffer & { transfer?: () => ArrayBuffer };

function refuse(): never {
  throw new TypeError('The memory of several datagrams can not be transferred with one of them.');
}

/** In the place of the methods by the same names. */
const refusals = {
  transfer: { value: refuse, writable: true, configurable: true },
  transferToFixedLength: { value: refuse, writable: true, configurable: true },
};

/** Whether memory that is marked can be transferred all the same, as with Node 22's methods. */
function outwitsMark(): boolean {
  const memory: Transferable = new ArrayBuffer(1);
  markAsUntransferable(memory);
  try {
    memory.transfer?.();
  } catch {
    // As it should be.
  }
  return memory.byteLength === 0;
}

const needsRefusals = outwitsMark();

/**
 * Memory of several datagrams: to transfer one's would take the others' along. As with Node's own
 * pool, it is refused, or copied (Node 20).
 */
export function makeUntransferable(memory: ArrayBuffer): ArrayBuffer {
  markAsUntransferable(memory);
  if (needsRefusals) Object.defineProperties(memory, refusals);
  return memory;
}
