import type { SendManyCallback, Socket } from 'fast-dgram';
import { CountingPeriod } from './counting.js';
import { ADDRESS, bound, connected, type Dgram } from './dgram.js';
import { end, fail } from './lines.js';
import type { Parameters } from './parameters.js';

/** Plays the role `send`: a call sends the whole window, its completion the next. */
export async function sendBatches(load: () => Dgram, parameters: Parameters): Promise<void> {
  const ports = parameters.numbers('ports');
  const isConnected = parameters.flag('connected');
  const opened = isConnected ? connected(load(), ports[0] ?? 0) : bound(load());
  const socket = (await opened) as Socket;
  const window = parameters.number('window');
  const size = parameters.number('size');
  const sendWindow =
    ports.length === 1
      ? segmentSender(socket, size, window, isConnected ? {} : { port: ports[0] as number })
      : datagramSender(socket, size, window, ports);

  const period = new CountingPeriod(parameters.number('warmup'), parameters.number('seconds'));
  let sent = 0;
  const onSent: SendManyCallback = (error, count) => {
    if (error) fail(error);
    sent += count;
    const counted = period.check(sent);
    if (counted === undefined) {
      sendWindow(onSent);
    } else {
      const { count, ...usage } = counted;
      end({ ...usage, sent: count });
    }
  };
  sendWindow(onSent);
}

type SendWindow = (callback: SendManyCallback) => void;

/** To one destination: a buffer that is cut into datagrams. */
function segmentSender(
  socket: Socket,
  size: number,
  window: number,
  destination: { port?: number },
): SendWindow {
  const message = Buffer.alloc(window * size, 1);
  const address = destination.port === undefined ? {} : { address: ADDRESS };
  const options = { segmentSize: size, ...destination, ...address };
  return (callback) => socket.sendMany(message, options, callback);
}

/** To each destination in turn. */
function datagramSender(
  socket: Socket,
  size: number,
  window: number,
  ports: readonly number[],
): SendWindow {
  let next = 0;
  const messages = Array.from({ length: window }, (_, place) => Buffer.alloc(size, place));
  return (callback) => {
    const datagrams = messages.map((message) => {
      const port = ports[next] as number;
      next = (next + 1) % ports.length;
      return { message, port, address: ADDRESS };
    });
    socket.sendMany(datagrams, callback);
  };
}
