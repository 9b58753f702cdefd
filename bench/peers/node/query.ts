import type { Socket } from 'node:dgram';
import { CountingPeriod } from './counting.js';
import { ADDRESS, type Dgram } from './dgram.js';
import { end } from './lines.js';
import { LOST_MS } from './lost.js';
import type { Parameters } from './parameters.js';

/** Plays the role `query`: each datagram leaves by a socket of its own, which its answer closes. */
export function query(load: () => Dgram, parameters: Parameters): void {
  const { createSocket } = load();
  const message = Buffer.alloc(parameters.number('size'), 1);
  const port = parameters.number('port');
  const period = new CountingPeriod(parameters.number('warmup'), parameters.number('seconds'));
  let answers = 0;
  const asking = new Map<Socket, number>();

  function ask(): void {
    const socket = createSocket('udp4', () => {
      asking.delete(socket);
      const counted = period.check(++answers);
      if (counted === undefined) {
        socket.close(ask);
        return;
      }
      const { count, ...usage } = counted;
      end({ ...usage, sent: count, received: count });
    });
    asking.set(socket, performance.now());
    socket.send(message, port, ADDRESS);
  }

  for (let i = 0; i < parameters.number('window'); i++) ask();
  setInterval(() => {
    for (const [socket, askedAt] of asking) {
      if (performance.now() - askedAt > LOST_MS) socket.send(message, port, ADDRESS);
    }
  }, LOST_MS);
}
