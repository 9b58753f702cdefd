import test from 'node:test';
import { printed } from '../support/expect';
import { run } from '../support/program';

/** AddressSanitizer alone reserves terabytes. */
const skip = process.env.LD_PRELOAD?.includes('asan') && 'a sanitizer needs more';

test('datagrams arrive, and are shown, where virtual memory is short', { skip }, async () => {
  // Enough for Node. V8 reserves 10 GiB around the memory that can't be detached, up to Node 22.
  const under = ['prlimit', '--as=8000000000'];
  const outcome = await run({ under }, ({ fast, print }) => {
    const socket = fast.createSocket('udp4');
    const { port } = socket.bindSync({ address: '127.0.0.1' });
    socket.once('message', (message) => {
      print(String(message));
      socket.once('messages', (batch) => {
        print(String(batch.unsafeData(0)));
        socket.close();
      });
      socket.send('second', port, '127.0.0.1');
    });
    socket.send('first', port, '127.0.0.1');
  });
  printed(outcome, 'first', 'second');
});
