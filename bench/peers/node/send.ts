import type { Socket } from 'node:dgram';
import { CountingPeriod } from './counting.js';
import { ADDRESS, bound, connected, type Dgram } from './dgram.js';
import { end, fail } from './lines.js';
import type { Parameters } from './parameters.js';

/** The clock is looked at that rarely, so that looking costs nothing. */
const SENDS_PER_CHECK = 64;

type Callback = (error: Error | null) => void;

/** Plays the role `send`. */
export async function send(load: () => Dgram, parameters: Parameters): Promise<void> {
  const ports = parameters.numbers('ports');
  const window = parameters.number('window');
  const isConnected = parameters.flag('connected');
  const socket = await (isConnected ? connected(load(), ports[0] ?? 0) : bound(load()));
  const messages = Array.from({ length: window }, (_, place) =>
    Buffer.alloc(parameters.number('size'), place),
  );
  const sendOne = sender(socket, messages, isConnected ? undefined : ports);
  const period = new CountingPeriod(parameters.number('warmup'), parameters.number('seconds'));
  if (parameters.flag('callbacks')) sendOnCompletion(sendOne, window, period);
  else sendInTicks(sendOne, window, period, socket);
}

/** @param ports to send to in turn; undefined on a connected socket */
function sender(
  socket: Socket,
  messages: readonly Buffer[],
  ports: readonly number[] | undefined,
): (callback?: Callback) => void {
  let nextMessage = 0;
  let nextPort = 0;
  return (callback) => {
    const message = messages[nextMessage] as Buffer;
    nextMessage = nextMessage + 1 === messages.length ? 0 : nextMessage + 1;
    if (ports === undefined) {
      socket.send(message, callback);
      return;
    }
    const port = ports[nextPort] as number;
    nextPort = nextPort + 1 === ports.length ? 0 : nextPort + 1;
    socket.send(message, port, ADDRESS, callback);
  };
}

/** Each completion sends the next. */
function sendOnCompletion(
  sendOne: (callback: Callback) => void,
  window: number,
  period: CountingPeriod,
): void {
  let completed = 0;
  let isOver = false;
  const onSent = (error: Error | null): void => {
    if (error) fail(error);
    if (isOver) return;
    completed += 1;
    if (completed % SENDS_PER_CHECK === 0) {
      const counted = period.check(completed);
      if (counted !== undefined) {
        isOver = true;
        const { count, ...usage } = counted;
        end({ ...usage, sent: count });
        return;
      }
    }
    sendOne(onSent);
  };
  for (let place = 0; place < window; place += 1) sendOne(onSent);
}

/** Each turn of the event loop sends a window; what is queued is not sent yet. */
function sendInTicks(
  sendOne: () => void,
  window: number,
  period: CountingPeriod,
  socket: Socket,
): void {
  let called = 0;
  const tick = (): void => {
    const counted = period.check(called - socket.getSendQueueCount());
    if (counted !== undefined) {
      const { count, ...usage } = counted;
      end({ ...usage, sent: count });
      return;
    }
    for (let place = 0; place < window; place += 1) sendOne();
    called += window;
    setImmediate(tick);
  };
  tick();
}
