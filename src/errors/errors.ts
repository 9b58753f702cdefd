import { getSystemErrorMap, getSystemErrorName, type InspectOptions, inspect } from 'node:util';
import { describeNumber, describeValue, shorten } from './describe-value.js';

type ErrorClass = new (message?: string) => Error;

/**
 * A class of Node's kind: the same constructor and name as its base, and the code in its text.
 */
function codedClass(Base: ErrorClass): ErrorClass {
  class CodedError extends Base {
    declare readonly code: string;

    override toString(): string {
      return `${this.name} [${this.code}]: ${this.message}`;
    }
  }
  Object.defineProperty(CodedError.prototype, 'constructor', { value: Base });
  return CodedError;
}

const CodedError = codedClass(Error);
const CodedTypeError = codedClass(TypeError);
const CodedRangeError = codedClass(RangeError);

/** An error whose code is an enumerable property and stands in the first line of its stack. */
function nodeError<T extends Error>(Class: ErrorClass, code: string, message: string): T {
  const error = new Class(message);
  const { name } = error;
  Object.defineProperty(error, 'name', { value: `${name} [${code}]`, configurable: true });
  makeStack(error);
  Reflect.deleteProperty(error, 'name');
  return Object.assign(error as T, { code });
}

/** What Node's own is called, where there is one. */
const NODES_STACK_MAKER = 'ErrorPrepareStackTrace';

/**
 * Makes the stack, which is done when it is first read, while the error's name is what its first
 * line shall say. A program that makes stacks itself does so when it reads them.
 */
function makeStack(error: Error): void {
  const { name = NODES_STACK_MAKER } = Error.prepareStackTrace ?? {};
  if (name === NODES_STACK_MAKER) void error.stack;
}

/** `options.x` is a property, anything else an argument. */
function kindOf(name: string): string {
  return name.includes('.') ? 'property' : 'argument';
}

/** `ERR_INVALID_ARG_TYPE`: the named value is of a type that the function doesn't take. */
export function invalidArgumentType(name: string, expected: string, value: unknown): TypeError {
  return nodeError(
    CodedTypeError,
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" ${kindOf(name)} must be ${expected}. Received ${describeValue(value)}`,
  );
}

/** `ERR_INVALID_ARG_VALUE`: of the right type, but no value that the function takes. */
export function invalidArgumentValue(name: string, reason: string, value: unknown): TypeError {
  return nodeError(
    CodedTypeError,
    'ERR_INVALID_ARG_VALUE',
    `The ${kindOf(name)} '${name}' ${reason}. Received ${shorten(inspect(value), 128)}`,
  );
}

/** `ERR_OUT_OF_RANGE`. */
export function outOfRange(name: string, range: string, value: unknown): RangeError {
  return nodeError(
    CodedRangeError,
    'ERR_OUT_OF_RANGE',
    `The value of "${name}" is out of range. It must be ${range}. Received ${describeNumber(value)}`,
  );
}

/** `ERR_BUFFER_OUT_OF_BOUNDS`: an offset or length reaches beyond the message. */
export function bufferOutOfBounds(name: 'offset' | 'length'): RangeError {
  return nodeError(
    CodedRangeError,
    'ERR_BUFFER_OUT_OF_BOUNDS',
    `"${name}" is outside of buffer bounds`,
  );
}

/** `ERR_SOCKET_DGRAM_BATCH_RELEASED`: the listeners of the batch have returned. */
export function batchReleased(): Error {
  return nodeError(
    CodedError,
    'ERR_SOCKET_DGRAM_BATCH_RELEASED',
    "A batch can be read until its listeners return. Take what is needed before: batch.data()'s buffers may be kept",
  );
}

/** `ERR_FEATURE_UNAVAILABLE`: the running kernel does not have what was asked for. */
export function featureUnavailable(feature: string): Error {
  const error = nodeError<Error>(
    CodedError,
    'ERR_FEATURE_UNAVAILABLE',
    `The kernel does not have "${feature}". features() tells what it has`,
  );
  return Object.assign(error, { feature });
}

/** `ERR_MISSING_ARGS`. */
export function missingArgument(name: string): TypeError {
  return nodeError(CodedTypeError, 'ERR_MISSING_ARGS', `The "${name}" argument must be specified`);
}

/** `ERR_SOCKET_BAD_PORT`. */
export function badPort(name: string, allowZero: boolean, value: unknown): RangeError {
  const operator = allowZero ? '>=' : '>';
  return nodeError(
    CodedRangeError,
    'ERR_SOCKET_BAD_PORT',
    `${name} should be ${operator} 0 and < 65536. Received ${describeValue(value)}.`,
  );
}

/** `ERR_SOCKET_BAD_TYPE`. */
export function badSocketType(): TypeError {
  return nodeError(
    CodedTypeError,
    'ERR_SOCKET_BAD_TYPE',
    'Bad socket type specified. Valid types are: udp4, udp6',
  );
}

/** `ERR_SOCKET_BAD_BUFFER_SIZE`. */
export function badBufferSize(): TypeError {
  return nodeError(
    CodedTypeError,
    'ERR_SOCKET_BAD_BUFFER_SIZE',
    'Buffer size must be a positive integer',
  );
}

/** `ERR_INVALID_FD_TYPE`: the descriptor to bind is no UDP socket. */
export function invalidDescriptorType(kind: string): TypeError {
  return nodeError(CodedTypeError, 'ERR_INVALID_FD_TYPE', `Unsupported fd type: ${kind}`);
}

/** `ERR_SOCKET_ALREADY_BOUND`. */
export function alreadyBound(): Error {
  return nodeError(CodedError, 'ERR_SOCKET_ALREADY_BOUND', 'Socket is already bound');
}

/** `ERR_SOCKET_DGRAM_IS_CONNECTED`. */
export function alreadyConnected(): Error {
  return nodeError(CodedError, 'ERR_SOCKET_DGRAM_IS_CONNECTED', 'Already connected');
}

/** `ERR_SOCKET_DGRAM_NOT_CONNECTED`. */
export function notConnected(): Error {
  return nodeError(CodedError, 'ERR_SOCKET_DGRAM_NOT_CONNECTED', 'Not connected');
}

/** `ERR_SOCKET_DGRAM_NOT_RUNNING`: the socket is closed. */
export function notRunning(): Error {
  return nodeError(CodedError, 'ERR_SOCKET_DGRAM_NOT_RUNNING', 'Not running');
}

/** `ERR_SOCKET_CANNOT_SEND`: the implicit bind before a send failed. */
export function cannotSend(): Error {
  return nodeError(CodedError, 'ERR_SOCKET_CANNOT_SEND', 'Unable to send data');
}

/** `ERR_IP_BLOCKED`: a block list forbids the address. */
export function ipBlocked(address: string): Error {
  return nodeError(CodedError, 'ERR_IP_BLOCKED', `IP(${address}) is blocked by net.BlockList`);
}

/** `ERR_ACCESS_DENIED`: Node's permission model forbids the network. */
export function accessDenied(resource: string): Error {
  const message = 'Access to this API has been restricted. Use --allow-net to manage permissions.';
  const error = new Error(message);
  return Object.assign(error, { code: 'ERR_ACCESS_DENIED', permission: 'Net', resource });
}

/** A bind that the permission model forbids: like Node's, its errno is the denial itself. */
export function bindDenied(denial: Error, address: string, port: unknown): Error {
  const error = new Error(`bind ERR_ACCESS_DENIED ${denial.message}`);
  const details = { errno: denial, code: 'ERR_ACCESS_DENIED', syscall: 'bind', address };
  return Object.assign(error, details, port ? { port } : {});
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

/** Node's class of errors that say what the system said in `info`. */
class NodeError extends Error {
  declare readonly code: string;

  override toString(): string {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  /** Shows what the accessors give. */
  [inspect.custom](_depth: number, options: InspectOptions): string {
    return inspect(this, { ...options, getters: true, customInspect: false });
  }
}

/** A property that is another object's. */
function accessTo<T extends object>(target: T, key: keyof T): PropertyDescriptor {
  return {
    get: () => target[key],
    set: (value) => {
      target[key] = value;
    },
    enumerable: true,
    configurable: true,
  };
}

/** `ERR_SOCKET_BUFFER_SIZE`: the kernel refused to tell or change a buffer's size. */
export function bufferSizeError(errno: number, syscall: string): Error {
  const [code, description] = getSystemErrorMap().get(errno) ?? ['UNKNOWN', 'unknown error'];
  const info = { errno, code, message: description, syscall };
  const message = `Could not get or set buffer size: ${syscall} returned ${code} (${description})`;
  const error = new NodeError();
  const hidden = { configurable: true, writable: true };
  Object.defineProperties(error, {
    name: { value: 'SystemError [ERR_SOCKET_BUFFER_SIZE]', ...hidden },
    message: { value: message, ...hidden },
  });
  // As in nodeError(): the code in the stack, and only there.
  Error.captureStackTrace(error, bufferSizeError);
  makeStack(error);
  Object.defineProperty(error, 'name', { value: 'SystemError', ...hidden });
  Object.assign(error, { code: 'ERR_SOCKET_BUFFER_SIZE', info });
  return Object.defineProperties(error, {
    errno: accessTo(info, 'errno'),
    syscall: accessTo(info, 'syscall'),
  });
}
