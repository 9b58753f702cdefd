import test from 'node:test';
import { printed } from '../support/expect';
import { run, type Tools } from '../support/program';

/**
 * Sends what is refused while a hook sends for each tick that tells of it.
 *
 * @param kind how it is sent
 */
function sendHooked({ fast, print, require }: Tools, kind: 'long' | 'segments' | 'list'): void {
  const { createHook } = require('node:async_hooks') as typeof import('async_hooks');
  const channels = require('node:diagnostics_channel') as typeof import('diagnostics_channel');
  channels.subscribe('fast-dgram.error', () => undefined);
  const receiver = fast.createSocket('udp4');
  const [hooked, refused] = [fast.createSocket('udp4'), fast.createSocket('udp4')];
  const { port } = receiver.bindSync({ address: '127.0.0.1' });
  hooked.bindSync();
  refused.bindSync();
  let left = 3;
  const hook = createHook({
    init(_id, type) {
      if (type === 'TickObject' && left-- > 0) hooked.send('hooked', port, '127.0.0.1');
    },
  });
  const done = (error: NodeJS.ErrnoException | null, sent = 0): void => {
    hook.disable();
    print('refused', error?.code, sent);
    hooked.send('last', port, '127.0.0.1');
  };
  receiver.on('message', (message) => {
    print(String(message));
    if (String(message) !== 'last') return;
    for (const socket of [receiver, hooked, refused]) socket.close();
  });
  hook.enable();
  // Without setBroadcast() the kernel refuses it.
  const address = '255.255.255.255';
  // More datagrams than one flush has.
  const count = 5000;
  if (kind === 'segments') {
    refused.sendMany(Buffer.alloc(count), { segmentSize: 1, port, address }, done);
  } else if (kind === 'list') {
    refused.sendMany(Array(count).fill('short'), { port, address }, done);
  } else {
    refused.send('short', port, address);
    refused.send(Buffer.alloc(60_000), port, address, done);
  }
}

for (const kind of ['long', 'segments', 'list'] as const) {
  test(`what hooks send while datagrams are refused arrives, and counts for itself: ${kind}`, async () => {
    const hooked = ['hooked', 'hooked', 'hooked'];
    const outcome = await run({}, sendHooked, kind);
    printed({ ...outcome, lines: outcome.lines.sort() }, ...hooked, 'last', 'refused EACCES 0');
  });
}
