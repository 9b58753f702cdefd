import { getSystemErrorMap, getSystemErrorName, inspect } from 'node:util';

/** Node's longest excerpt of a value in "Received type …". */
const EXCERPT_LENGTH = 25;

/**
 * An error of Node's kind: its code is its only enumerable property, and stands in the first
 * line of its stack and in its text.
 */
function nodeError<T extends Error>(
  Class: new (message: string) => T,
  code: string,
  message: string,
): T {
  const error = new Class(message);
  const { name } = error;
  // The stack's first line is made of the name at this moment.
  Object.defineProperty(error, 'name', { value: `${name} [${code}]`, configurable: true });
  Error.captureStackTrace(error, nodeError);
  Reflect.deleteProperty(error, 'name');
  Object.defineProperty(error, 'toString', {
    value(this: Error) {
      return `${this.name} [${code}]: ${this.message}`;
    },
    configurable: true,
    writable: true,
  });
  return Object.assign(error, { code });
}

/** How Node's messages describe a value of the wrong type. */
function describe(value: unknown): string {
  if (value === undefined || value === null) return `${value}`;
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value === 'object') {
    const name = value.constructor?.name;
    return name ? `an instance of ${name}` : inspect(value, { depth: -1 });
  }
  let excerpt = inspect(value, { colors: false });
  if (excerpt.length > EXCERPT_LENGTH + 3) excerpt = `${excerpt.slice(0, EXCERPT_LENGTH)}...`;
  return `type ${typeof value} (${excerpt})`;
}

function addThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, '_');
}

/** How Node's messages describe a number that is out of range. */
function describeNumber(value: unknown): string {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) > 2 ** 32) {
    return value < 0 ? `-${addThousands(String(-value))}` : addThousands(String(value));
  }
  return inspect(value);
}

/** `options.x` is a property, anything else an argument. */
function kindOf(name: string): string {
  return name.includes('.') ? 'property' : 'argument';
}

/** `ERR_INVALID_ARG_TYPE`: the named value is of a type that the function doesn't take. */
export function invalidArgumentType(name: string, expected: string, value: unknown): TypeError {
  return nodeError(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" ${kindOf(name)} must be ${expected}. Received ${describe(value)}`,
  );
}

/** `ERR_INVALID_ARG_VALUE`: of the right type, but no value that the function takes. */
export function invalidArgumentValue(name: string, reason: string, value: unknown): TypeError {
  return nodeError(
    TypeError,
    'ERR_INVALID_ARG_VALUE',
    `The ${kindOf(name)} '${name}' ${reason}. Received ${inspect(value)}`,
  );
}

/** `ERR_OUT_OF_RANGE`. */
export function outOfRange(name: string, range: string, value: unknown): RangeError {
  return nodeError(
    RangeError,
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. Received ${describeNumber(value)}`,
  );
}

/** `ERR_BUFFER_OUT_OF_BOUNDS`: an offset or length reaches beyond the message. */
export function bufferOutOfBounds(name: 'offset' | 'length'): RangeError {
  return nodeError(
    RangeError,
    'ERR_BUFFER_OUT_OF_BOUNDS',
    `"${name}" is outside of buffer bounds`,
  );
}

/** `ERR_MISSING_ARGS`. */
export function missingArgument(name: string): TypeError {
  return nodeError(TypeError, 'ERR_MISSING_ARGS', `The "${name}" argument must be specified`);
}

/** `ERR_SOCKET_BAD_PORT`. */
export function badPort(name: string, allowZero: boolean, value: unknown): RangeError {
  const operator = allowZero ? '>=' : '>';
  return nodeError(
    RangeError,
    'ERR_SOCKET_BAD_PORT',
    `${name} should be ${operator} 0 and < 65536. Received ${describe(value)}.`,
  );
}

/** `ERR_SOCKET_BAD_TYPE`. */
export function badSocketType(): TypeError {
  return nodeError(
    TypeError,
    'ERR_SOCKET_BAD_TYPE',
    'Bad socket type specified. Valid types are: udp4, udp6',
  );
}

/** `ERR_SOCKET_BAD_BUFFER_SIZE`. */
export function badBufferSize(): TypeError {
  return nodeError(
    TypeError,
    'ERR_SOCKET_BAD_BUFFER_SIZE',
    'Buffer size must be a positive integer',
  );
}

/** `ERR_INVALID_FD_TYPE`: the descriptor to bind is no UDP socket. */
export function invalidDescriptorType(kind: string): TypeError {
  return nodeError(TypeError, 'ERR_INVALID_FD_TYPE', `Unsupported fd type: ${kind}`);
}

/** `ERR_SOCKET_ALREADY_BOUND`. */
export function alreadyBound(): Error {
  return nodeError(Error, 'ERR_SOCKET_ALREADY_BOUND', 'Socket is already bound');
}

/** `ERR_SOCKET_DGRAM_IS_CONNECTED`. */
export function alreadyConnected(): Error {
  return nodeError(Error, 'ERR_SOCKET_DGRAM_IS_CONNECTED', 'Already connected');
}

/** `ERR_SOCKET_DGRAM_NOT_CONNECTED`. */
export function notConnected(): Error {
  return nodeError(Error, 'ERR_SOCKET_DGRAM_NOT_CONNECTED', 'Not connected');
}

/** `ERR_SOCKET_DGRAM_NOT_RUNNING`: the socket is closed. */
export function notRunning(): Error {
  return nodeError(Error, 'ERR_SOCKET_DGRAM_NOT_RUNNING', 'Not running');
}

/** `ERR_SOCKET_CANNOT_SEND`: the implicit bind before a send failed. */
export function cannotSend(): Error {
  return nodeError(Error, 'ERR_SOCKET_CANNOT_SEND', 'Unable to send data');
}

/** `ERR_IP_BLOCKED`: a block list forbids the address. */
export function ipBlocked(address: string): Error {
  return nodeError(Error, 'ERR_IP_BLOCKED', `IP(${address}) is blocked by net.BlockList`);
}

/**
 * What Node throws where it does not check that a socket is still open: the engine's own
 * TypeError, without a code.
 *
 * @param property what Node would have used of the closed socket's handle
 */
export function closedHandle(property: string): TypeError {
  return new TypeError(`Cannot read properties of null (reading '${property}')`);
}

/** An error that carries what the system said. */
export interface SystemError extends Error {
  errno: number;
  code: string;
  syscall: string;
  address?: string;
  port?: number;
}

/**
 * A system call's failure.
 *
 * @param errno negative, as the engine returns it
 * @param syscall the call, in Node's words
 */
export function systemError(errno: number, syscall: string): SystemError {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall });
}

/** A system call's failure, with the address and port it was about. */
export function addressError(
  errno: number,
  syscall: string,
  address: string | null | undefined,
  port: unknown,
): SystemError {
  const code = getSystemErrorName(errno);
  let place = '';
  if (port && (port as number) > 0) place = ` ${address}:${port}`;
  else if (address) place = ` ${address}`;
  const error = Object.assign(new Error(`${syscall} ${code}${place}`), {
    errno,
    code,
    syscall,
    address,
  });
  return (port ? Object.assign(error, { port }) : error) as SystemError;
}

/** `ERR_SOCKET_BUFFER_SIZE`: the kernel refused to tell or change a buffer's size. */
export function bufferSizeError(errno: number, syscall: string): Error {
  const [code, message] = getSystemErrorMap().get(errno) ?? ['UNKNOWN', 'unknown error'];
  const error = nodeError(
    Error,
    'ERR_SOCKET_BUFFER_SIZE',
    `Could not get or set buffer size: ${syscall} returned ${code} (${message})`,
  );
  Object.defineProperty(error, 'name', { value: 'SystemError', configurable: true, writable: true });
  return Object.assign(error, { info: { errno, code, message, syscall }, errno, syscall });
}
