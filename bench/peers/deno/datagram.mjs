// The peer on Deno's own API: Deno.listenDatagram.

import { ADDRESS, CountingPeriod, end, play, print } from '../protocol.mjs';
import { RoundTrips } from '../round-trips.mjs';
import { Tally } from '../tally.mjs';

const MAX_DATAGRAM_BYTES = 65_536;

/** The clock is looked at that rarely, so that looking costs nothing. */
const SENDS_PER_CHECK = 64;

const open = () => Deno.listenDatagram({ transport: 'udp', hostname: ADDRESS, port: 0 });

const toAddress = (port) => ({ transport: 'udp', hostname: ADDRESS, port });

async function send(parameters) {
  if (parameters.number('connected') === 1) throw new Error('Deno connects no datagram sockets');
  const addresses = parameters.numbers('ports').map(toAddress);
  const payloads = parameters.payloads();
  const socket = open();
  const period = new CountingPeriod(parameters);
  let turn = 0;
  let sent = 0;
  let isOver = false;

  const keepSending = async (payload) => {
    while (!isOver) {
      const address = addresses[turn];
      turn = turn + 1 === addresses.length ? 0 : turn + 1;
      await socket.send(payload, address);
      sent += 1;
      if (sent % SENDS_PER_CHECK !== 0 || isOver) continue;
      const counted = period.check(sent);
      if (counted === undefined) continue;
      isOver = true;
      end({ ...counted.usage, sent: counted.count });
    }
  };
  await Promise.all(payloads.map(keepSending));
}

async function receive() {
  const tally = new Tally();
  await listen((_, data) => tally.count(data.length));
}

async function echo() {
  const tally = new Tally();
  await listen(async (socket, data, address) => {
    tally.count(data.length);
    await socket.send(data, address);
  });
}

async function listen(onData) {
  const socket = open();
  print({ port: socket.addr.port });
  const buffer = new Uint8Array(MAX_DATAGRAM_BYTES);
  for (;;) {
    const [data, address] = await socket.receive(buffer);
    await onData(socket, data, address);
  }
}

async function ping(parameters) {
  const socket = open();
  const address = toAddress(parameters.number('port'));
  const roundTrips = new RoundTrips(parameters, (payload) => socket.send(payload, address));
  const buffer = new Uint8Array(MAX_DATAGRAM_BYTES);
  for (;;) {
    const [data] = await socket.receive(buffer);
    roundTrips.answered(data);
  }
}

await play({ send, receive, echo, ping });
