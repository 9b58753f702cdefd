import { BlockList } from 'node:net';
import {
  badPort,
  invalidArgumentType,
  invalidArgumentValue,
  outOfRange,
} from '../errors/errors.js';

/** Whether a value has properties to look for. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object';
}

/** @throws ERR_INVALID_ARG_TYPE */
export function validateString(value: unknown, name: string): asserts value is string {
  if (typeof value !== 'string') throw invalidArgumentType(name, 'of type string', value);
}

/** @throws ERR_INVALID_ARG_TYPE */
export function validateNumber(value: unknown, name: string): asserts value is number {
  if (typeof value !== 'number') throw invalidArgumentType(name, 'of type number', value);
}

/** @throws ERR_INVALID_ARG_TYPE */
export function validateBoolean(value: unknown, name: string): asserts value is boolean {
  if (typeof value !== 'boolean') throw invalidArgumentType(name, 'of type boolean', value);
}

/** @throws ERR_INVALID_ARG_TYPE */
export function validateFunction(value: unknown, name: string): void {
  if (typeof value !== 'function') throw invalidArgumentType(name, 'of type function', value);
}

/** @throws ERR_INVALID_ARG_TYPE, ERR_OUT_OF_RANGE */
export function validateInteger(
  value: unknown,
  name: string,
  least: number,
  most: number,
): asserts value is number {
  validateNumber(value, name);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value);
}

/** @throws ERR_INVALID_ARG_VALUE */
export function validateOneOf<Choice extends string>(
  value: unknown,
  name: string,
  choices: readonly Choice[],
): asserts value is Choice {
  if (choices.includes(value as Choice)) return;
  const list = choices.map((choice) => `'${choice}'`).join(', ');
  throw invalidArgumentValue(name, `must be one of: ${list}`, value);
}

/** @throws ERR_INVALID_ARG_TYPE */
export function validateAbortSignal(value: unknown, name: string): asserts value is AbortSignal {
  if (!isObject(value) || !('aborted' in value)) {
    throw invalidArgumentType(name, 'an instance of AbortSignal', value);
  }
}

/** Since Node 22.13. */
const { isBlockList = (value: unknown): boolean => value instanceof BlockList } =
  BlockList as unknown as { isBlockList?: (value: unknown) => boolean };

/** @throws ERR_INVALID_ARG_TYPE */
export function validateBlockList(value: unknown, name: string): asserts value is BlockList {
  if (!isBlockList(value)) {
    throw invalidArgumentType(name, 'an net.BlockList', value);
  }
}

/**
 * A port, as a number: like Node, numeric strings (also hexadecimal) are taken.
 *
 * @throws ERR_SOCKET_BAD_PORT
 */
export function validatePort(value: unknown, name: string, allowZero: boolean): number {
  return isPort(value) ? value : convertPort(value, name, allowZero);
}

/** Whether that is a port, other than 0, that needs no conversion. */
export function isPort(value: unknown): value is number {
  return typeof value === 'number' && value === value >>> 0 && value > 0 && value <= 65_535;
}

function convertPort(value: unknown, name: string, allowZero: boolean): number {
  const isText = typeof value === 'string';
  if (
    (typeof value !== 'number' && !isText) ||
    (isText && value.trim().length === 0) ||
    +value !== +value >>> 0 ||
    +value > 65_535 ||
    (+value === 0 && !allowZero)
  ) {
    throw badPort(name, allowZero, value);
  }
  return +value | 0;
}
