import { isIP } from 'node:net';
import type { SendControl } from '../engine/index.js';
import { invalidArgumentType, invalidArgumentValue, outOfRange } from '../errors/errors.js';
import { validateInteger, validateString } from '../options/validate.js';

/** Settings of a datagram besides its destination. Not in node:dgram. */
export interface SendControlOptions {
  /**
   * The address of this host that it leaves from, as `rinfo.localAddress` tells it: a server on
   * many addresses answers from the one that was asked.
   */
  localAddress?: string | undefined;
  /** The interface that it leaves by: its name or index. */
  interface?: string | number | undefined;
  /** Explicit congestion notification: 0 to 3; RFC 3168. The socket's DSCP stays. */
  ecn?: number | undefined;
  /** Type of service or traffic class: 0 to 255. With `ecn` its two lowest bits are that. */
  tos?: number | undefined;
  /** Hops that it may travel: 1 to 255. */
  ttl?: number | undefined;
  /**
   * When it leaves, in nanoseconds on the clock of `process.hrtime.bigint()`: where the interface's
   * queueing discipline is fq or etf (`SO_TXTIME`, Linux 4.19); others send at once.
   */
  txtime?: bigint | undefined;
}

const MAX_INDEX = 2 ** 31 - 1;
const MAX_TIME = 2n ** 63n - 1n;

function checkLocalAddress(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined;
  validateString(value, name);
  if (isIP(value) === 0) throw invalidArgumentValue(name, 'must be an IP address', value);
  return value;
}

function checkInterface(value: unknown, name: string): string | number | undefined {
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value !== 'number') {
    throw invalidArgumentType(name, 'one of type string or number', value);
  }
  validateInteger(value, name, 1, MAX_INDEX);
  return value;
}

function checkInteger(
  value: unknown,
  name: string,
  least: number,
  most: number,
): number | undefined {
  if (value !== undefined) validateInteger(value, name, least, most);
  return value;
}

function checkTime(value: unknown, name: string): bigint | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'bigint') throw invalidArgumentType(name, 'of type bigint', value);
  if (value < 0n || value > MAX_TIME) throw outOfRange(name, `>= 0n && <= ${MAX_TIME}n`, value);
  return value;
}

/**
 * What the datagrams of a call say; undefined where it is nothing.
 *
 * @param name of the object, for errors
 * @param common what they say where the object has nothing of its own
 * @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE
 */
export function checkSendControl(
  options: Readonly<Record<keyof SendControlOptions, unknown>>,
  name: string,
  common?: SendControl,
): SendControl | undefined {
  const { localAddress, interface: sendInterface, ecn, tos, ttl, txtime } = options;
  if (
    localAddress === undefined &&
    sendInterface === undefined &&
    ecn === undefined &&
    tos === undefined &&
    ttl === undefined &&
    txtime === undefined
  ) {
    return common;
  }
  return {
    localAddress: checkLocalAddress(localAddress, `${name}.localAddress`) ?? common?.localAddress,
    interface: checkInterface(sendInterface, `${name}.interface`) ?? common?.interface,
    ecn: checkInteger(ecn, `${name}.ecn`, 0, 3) ?? common?.ecn,
    tos: checkInteger(tos, `${name}.tos`, 0, 255) ?? common?.tos,
    ttl: checkInteger(ttl, `${name}.ttl`, 1, 255) ?? common?.ttl,
    txtime: checkTime(txtime, `${name}.txtime`) ?? common?.txtime,
  };
}
