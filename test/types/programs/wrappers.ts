// A program whose own functions have the parameters of node:dgram's: those of the last overload. It
// is compiled, not run, with `node:dgram` replaced by `fast-dgram` too.

import dgram, { type Socket } from 'node:dgram';

const socket: Socket = dgram.createSocket('udp4');

type Create = (...args: Parameters<typeof dgram.createSocket>) => Socket;
const create: Create = (...args) => {
  const [{ type, reuseAddr }, listener] = args;
  console.log(type, reuseAddr, listener);
  return dgram.createSocket(...args);
};
create({ type: 'udp4' }, (message, { port }) => console.log(message.length + port));

const bind = (...args: Parameters<Socket['bind']>): Socket => socket.bind(...args);
bind({ port: 1 }, () => {});

const connect = (...args: Parameters<Socket['connect']>): void => socket.connect(...args);
connect(1, () => {});

const send = (...args: Parameters<Socket['send']>): void => socket.send(...args);
send(Buffer.from('text'), 0, 1);
send('text', 0, 1, (error, bytes) => console.log(error?.message, bytes));

const on = (...args: Parameters<Socket['on']>): Socket => socket.on(...args);
on('message', (message, remote) => console.log(message, remote));

const close = (...args: Parameters<Socket['close']>): Socket => socket.close(...args);
close(() => {});
