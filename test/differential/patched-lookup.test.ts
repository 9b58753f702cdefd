import { processScenario } from '../support/child';

processScenario(
  "a replaced dns.lookup is asked for what Node's dgram asks it for",
  (dgram, require) => {
    const dns = require('node:dns') as typeof import('node:dns');
    const { lookup } = dns;
    const replaceLookup = (name: string): void => {
      const replacement = (...args: unknown[]): unknown => {
        console.log(name, ...args.slice(0, -1));
        return Reflect.apply(lookup, dns, args);
      };
      Object.assign(dns, { lookup: replacement });
    };
    replaceLookup('replaced before the socket was created');
    const socket = dgram.createSocket('udp4');
    replaceLookup('replaced after the socket was created');
    socket.bind(0, () => {
      const { port } = socket.address();
      socket.send('x', port, '127.0.0.1', () => {
        socket.send('x', port, 'localhost', () => {
          socket.connect(port, '127.0.0.1', () => {
            socket.disconnect();
            socket.connect(port, 'localhost', () => socket.close());
          });
        });
      });
    });
  },
);
