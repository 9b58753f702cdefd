import { EINVAL, type EngineSocket } from '../engine/index.js';
import { badBufferSize, bufferSizeError, closedHandle } from '../errors/errors.js';
import type { BufferName, GivenSize, SocketState } from '../state.js';

const BUFFERS: readonly BufferName[] = ['recvBufferSize', 'sendBufferSize'];

/** libuv's names of the calls, which Node's errors carry. */
const SYSCALLS: Readonly<Record<BufferName, string>> = {
  recvBufferSize: 'uv_recv_buffer_size',
  sendBufferSize: 'uv_send_buffer_size',
};

/** libuv takes sizes as int: what does not fit is refused before the kernel sees it. */
const MAX_SIZE = 2 ** 31 - 1;

function handleOf(state: SocketState): EngineSocket {
  if (state.handle === null) throw closedHandle('bufferSize');
  return state.handle;
}

/** The size of a buffer, in bytes, as the kernel counts it: twice what was asked for. */
export function getBufferSize(state: SocketState, name: BufferName): number {
  const size = handleOf(state).getOption(name);
  if (size < 0) throw bufferSizeError(size, SYSCALLS[name]);
  return size;
}

/**
 * Asks for a buffer size.
 *
 * @param size in bytes; 0 changes nothing
 */
export function setBufferSize(state: SocketState, name: BufferName, size: unknown): void {
  if ((size as number) >>> 0 !== size) throw badBufferSize();
  const handle = handleOf(state);
  if (size === 0) {
    getBufferSize(state, name);
    return;
  }
  const error = size > MAX_SIZE ? EINVAL : handle.setOption(name, size);
  if (error < 0) throw bufferSizeError(error, SYSCALLS[name]);
  rememberSize(state, name, { size, isForced: false });
}

/** The size that was asked for last, in bytes; undefined: none. */
export function askedSize(
  { bufferSizes, options }: SocketState,
  name: BufferName,
): number | undefined {
  return bufferSizes?.[name]?.size ?? options[name];
}

/** Applies the sizes that were asked for, once the socket is bound. */
export function applyBufferSizes(state: SocketState): void {
  for (const name of BUFFERS) {
    const size = askedSize(state, name);
    if (size !== undefined && !state.bufferSizes?.[name]?.isForced)
      setBufferSize(state, name, size);
  }
}

/** A buffer has got a size beyond the system's limit, which the bind leaves alone. */
export function forceBufferSize(state: SocketState, name: BufferName, size: number): void {
  rememberSize(state, name, { size, isForced: true });
}

function rememberSize(state: SocketState, name: BufferName, given: GivenSize): void {
  state.bufferSizes ??= {};
  state.bufferSizes[name] = given;
}
