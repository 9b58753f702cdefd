import { CountingPeriod } from './counting.js';
import { ADDRESS, type Dgram } from './dgram.js';
import { end } from './lines.js';
import type { Parameters } from './parameters.js';

/** Plays the role `query`: each datagram leaves by a socket of its own, which its answer closes. */
export function query(load: () => Dgram, parameters: Parameters): void {
  const { createSocket } = load();
  const message = Buffer.alloc(parameters.number('size'), 1);
  const port = parameters.number('port');
  const period = new CountingPeriod(parameters.number('warmup'), parameters.number('seconds'));
  let answers = 0;

  function ask(): void {
    const socket = createSocket('udp4', () => {
      const counted = period.check(++answers);
      if (counted === undefined) {
        socket.close(ask);
        return;
      }
      const { count, ...usage } = counted;
      end({ ...usage, sent: count, received: count });
    });
    socket.send(message, port, ADDRESS);
  }

  for (let i = 0; i < parameters.number('window'); i++) ask();
}
