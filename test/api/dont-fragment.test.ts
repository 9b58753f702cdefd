import assert from 'node:assert/strict';
import { socketTest } from '../support/sockets';

/** IPPROTO_IPV6 and IPV6_DONTFRAG, ipv6(7). */
const IPV6_DONTFRAG = [41, 62] as const;

socketTest("IPv4's path MTU discovery says whether datagrams are fragmented", (sockets) => {
  const socket = sockets.bound();
  for (const [mode, dontFragment] of [
    ['dont', false],
    ['want', false],
    ['do', true],
    ['probe', true],
    ['interface', false],
    ['omit', false],
  ] as const) {
    socket.setOption('mtuDiscover', mode);
    assert.equal(socket.getOption('dontFragment'), dontFragment, mode);
  }
  socket.setOption('dontFragment', true);
  assert.equal(socket.getOption('mtuDiscover'), 'do');
  socket.setOption('dontFragment', false);
  assert.equal(socket.getOption('mtuDiscover'), 'dont');
});

socketTest('IPv6 has an option of its own for it, and sets that of IPv4, too', (sockets) => {
  const socket = sockets.bound('udp6', '::');
  const IP_MTU_DISCOVER = [0, 10] as const;
  for (const dontFragment of [true, false]) {
    socket.setOption('dontFragment', dontFragment);
    assert.equal(socket.getOption('dontFragment'), dontFragment);
    assert.equal(socket.getRawOption(...IPV6_DONTFRAG), dontFragment ? 1 : 0);
    assert.equal(socket.getRawOption(...IP_MTU_DISCOVER), dontFragment ? 2 : 0);
  }
});
