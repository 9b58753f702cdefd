import test from 'node:test';
import { printed } from '../support/expect';
import { run } from '../support/program';

test('no descriptor of a socket is inherited by a program that is started', async () => {
  const outcome = await run({}, ({ fast, node, print, require }) => {
    const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
    const inherited = (): number => {
      const stdio = ['ignore', 'ignore', 'ignore'] as const;
      const script = 'exit $(ls -l /proc/$$/fd | grep -c socket:)';
      return spawnSync('sh', ['-c', script], { stdio: [...stdio] }).status as number;
    };
    const before = inherited();
    const sockets = [
      fast.createSocket('udp4'),
      fast.createSocket('udp6'),
      fast.createSocket('udp4'),
    ];
    let bound = 0;
    for (const socket of sockets) {
      socket.bind(0, () => {
        bound += 1;
        if (bound < sockets.length) return;
        // What Node's own modules see of a socket has a descriptor of its own.
        for (const key of Object.getOwnPropertySymbols(node.createSocket('udp4'))) {
          if (key.description === 'state symbol') Reflect.get(Reflect.get(socket, key), 'handle');
        }
        print('inherited', before, inherited());
        for (const open of sockets) open.close();
      });
    }
  });
  printed(outcome, 'inherited 0 0');
});

test('descriptors come back when sockets are closed', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { readdirSync, readlinkSync } = require('node:fs') as typeof import('node:fs');
    const isSocket = (name: string): boolean => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`).startsWith('socket:');
      } catch {
        return false; // The listing's own.
      }
    };
    const open = (): number => readdirSync('/proc/self/fd').filter(isSocket).length;
    const round = async (): Promise<void> => {
      const sockets = Array.from({ length: 50 }, () => fast.createSocket('udp4'));
      await Promise.all(
        sockets.map((socket) => new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))),
      );
      await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.close(done))));
    };
    void (async () => {
      await round();
      const before = open();
      for (let count = 0; count < 10; count += 1) await round();
      print('more', open() - before);
    })();
  });
  printed(outcome, 'more 0');
});

test('sockets that failed to bind or to take a descriptor leave none behind', async () => {
  const outcome = await run({}, ({ fast, print, require }) => {
    const { openSync, readdirSync, readlinkSync } = require('node:fs') as typeof import('node:fs');
    const isSocket = (name: string): boolean => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`).startsWith('socket:');
      } catch {
        return false; // The listing's own.
      }
    };
    const open = (): number => readdirSync('/proc/self/fd').filter(isSocket).length;
    const file = openSync('/dev/null', 'r');
    const round = async (): Promise<void> => {
      for (let count = 0; count < 20; count += 1) {
        const socket = fast.createSocket('udp4');
        await new Promise<void>((done) => {
          socket.on('error', () => done());
          socket.bind(0, '192.0.2.1');
        });
        try {
          socket.bind({ fd: file } as never);
        } catch {
          // A file is no UDP socket.
        }
        await new Promise<void>((done) => socket.close(done));
      }
    };
    void (async () => {
      await round();
      const before = open();
      await round();
      print('more', open() - before);
    })();
  });
  printed(outcome, 'more 0');
});
