import { processScenario } from '../support/child';
import type { Dgram, Socket } from '../support/dgram';

processScenario(
  'sockets that are dropped without close stay open while they are bound, and go on listening',
  { flags: ['--expose-gc'] },
  async (dgram, require) => {
    const { readdirSync, readlinkSync } = require('node:fs') as typeof import('node:fs');
    const socketsOpen = (): number =>
      readdirSync('/proc/self/fd').filter((name) => {
        try {
          return readlinkSync(`/proc/self/fd/${name}`).startsWith('socket:');
        } catch {
          return false;
        }
      }).length;
    const collect = async (): Promise<void> => {
      for (let round = 0; round < 5; round += 1) {
        globalThis.gc?.();
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    let heard = 0;
    /** Only the socket's own listener knows it afterwards, and by `this` alone. */
    const dropOne = async (library: Dgram): Promise<number> => {
      const socket = library.createSocket('udp4');
      socket.on('message', function (this: Socket) {
        heard += 1;
        this.close();
      });
      await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
      return socket.address().port;
    };
    // The engine has one of its own, from the first on.
    await new Promise<void>((resolve) => {
      const first = dgram.createSocket('udp4');
      first.bind(0, '127.0.0.1', () => first.close(resolve));
    });
    const before = socketsOpen();
    const ports: number[] = [];
    for (let count = 0; count < 50; count += 1) ports.push(await dropOne(dgram));
    await collect();
    console.log('open after collection', socketsOpen() - before);

    process.on('beforeExit', () => console.log('heard', heard, 'open', socketsOpen() - before));
    const client = dgram.createSocket('udp4');
    let sent = 0;
    for (const port of ports) {
      client.send('still there?', port, '127.0.0.1', () => {
        sent += 1;
        if (sent === ports.length) client.close();
      });
    }
  },
);

processScenario(
  'dropped sockets that are unreferenced or were never bound let the process end',
  { flags: ['--expose-gc'] },
  async (dgram) => {
    const drop = (): void => {
      for (let count = 0; count < 20; count += 1) {
        dgram.createSocket('udp4');
        dgram.createSocket('udp4').unref().bind(0, '127.0.0.1');
      }
    };
    drop();
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
    process.on('exit', (code) => console.log('exit', code));
  },
);
