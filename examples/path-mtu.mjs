// Finds the longest packet that a path carries: its MTU.
//
//   node examples/path-mtu.mjs [host] [port]
//
// The host needs a server at the port that answers every datagram with the same bytes (RFC 862's
// echo, port 7). Without a host it starts one here and measures loopback.
//
// It sends datagrams that nobody may fragment, as long as the interface can take, and halves
// what is left between the longest that was answered and the shortest that was not (RFC 8899).
// ICMP errors make it quicker; where they are filtered, it takes half a second for each length.

import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import dgram from 'fast-dgram';

const ATTEMPTS = 2;
const TIMEOUT_MS = 250;
const UDP_HEADER = 8;

const [host, port = '7'] = process.argv.slice(2);
if (host === '--help') {
  console.log('node examples/path-mtu.mjs [host] [port]');
  console.log('The host needs an echo server at the UDP port (7). No root is needed.');
  process.exit();
}

const server = host === undefined ? await startServer() : undefined;
const target = host === undefined ? { address: '127.0.0.1', family: 4 } : await lookup(host);
const { address, family } = target;
const headers = (family === 4 ? 20 : 40) + UDP_HEADER;
// What a 16-bit length can say: of the packet in IPv4, of what follows its header in IPv6.
const longest = family === 4 ? 65_535 - headers : 65_535 - UDP_HEADER;

const socket = dgram.createSocket({ type: `udp${family}`, icmpErrors: true });
// Only the interface's MTU is a limit, whatever the kernel believes of the path.
socket.setOption('mtuDiscover', 'probe');
socket.connect(server?.address().port ?? Number(port), address);
await once(socket, 'connect');
console.log(`The interface on the way to ${address} takes ${socket.getOption('mtu')} bytes`);

/** Sends a probe. What is known then: 'fits', 'too long', 'lost'; and what ICMP says that fits. */
function probe(length) {
  return new Promise((resolve) => {
    const done = (outcome, hint) => {
      clearTimeout(timer);
      socket.removeAllListeners('message').removeAllListeners('icmpError');
      resolve({ outcome, hint });
    };
    const timer = setTimeout(done, TIMEOUT_MS, 'lost');
    socket.on('message', (answer) => {
      if (answer.length === length) done('fits');
    });
    socket.on('icmpError', ({ code, mtu }) => {
      if (code === 'EMSGSIZE') done('too long', mtu - headers);
      else done('lost', undefined);
    });
    socket.send(Buffer.alloc(length), (error) => {
      if (error) done(error.code === 'EMSGSIZE' ? 'too long' : 'lost');
    });
  });
}

/** Whether a datagram of that length arrives; and what ICMP says that would. */
async function fits(length) {
  for (let attempt = 1; ; attempt++) {
    const { outcome, hint } = await probe(length);
    console.log(`${length + headers} bytes: ${outcome}`);
    if (outcome !== 'lost' || attempt === ATTEMPTS) return { isFit: outcome === 'fits', hint };
  }
}

async function search() {
  let good = 0;
  let bad = longest + 1;
  let next = longest;
  let told;
  while (bad - good > 1) {
    const { isFit, hint } = await fits(next);
    if (isFit) good = next;
    else bad = next;
    // A hint may be forged: it is where to look next, and just above it, but not the result.
    if (hint > good && hint < bad) next = told = hint;
    else if (isFit && good === told) next = told + 1;
    else next = Math.floor((good + bad) / 2);
  }
  return good;
}

if ((await fits(0)).isFit) {
  console.log(`The path to ${address} carries packets of ${(await search()) + headers} bytes`);
} else {
  console.error(`No answer from ${address}: is there an echo server?`);
  process.exitCode = 1;
}
socket.close();
server?.close();

async function startServer() {
  const echo = dgram.createSocket('udp4', (message, remote) => {
    echo.send(message, remote.port, remote.address);
  });
  echo.bind(0, '127.0.0.1');
  await once(echo, 'listening');
  return echo;
}
