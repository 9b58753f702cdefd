// The peer on Bun's own API: Bun.udpSocket.

import { ADDRESS, CountingPeriod, end, play, print } from '../protocol.mjs';
import { RoundTrips } from '../round-trips.mjs';
import { Tally } from '../tally.mjs';

/** A socket tells that nobody listened to an earlier datagram; Bun's does even unconnected. */
function ignoreRefusal(error) {
  if (error.code !== 'ECONNREFUSED') throw error;
}

async function send(parameters) {
  const ports = parameters.numbers('ports');
  const isConnected = parameters.number('connected') === 1;
  const payloads = parameters.payloads();
  let sendWhenDrained;
  const socket = await Bun.udpSocket({
    ...(isConnected ? { connect: { hostname: ADDRESS, port: ports[0] } } : { hostname: ADDRESS }),
    socket: { drain: () => sendWhenDrained?.(), error: ignoreRefusal },
  });
  const next = isConnected ? () => payloads : addressed(payloads, ports);
  const period = new CountingPeriod(parameters);
  let sent = 0;

  const sendWindow = () => {
    sendWhenDrained = undefined;
    const counted = period.check(sent);
    if (counted !== undefined) {
      end({ ...counted.usage, sent: counted.count });
      return;
    }
    const accepted = socket.sendMany(next(sent));
    sent += accepted;
    if (accepted < payloads.length) sendWhenDrained = sendWindow;
    else setImmediate(sendWindow);
  };
  sendWindow();
}

/** The payloads as sendMany() takes them; the ports take turns, whoever's turn is at `sent`. */
function addressed(payloads, ports) {
  const list = payloads.flatMap((payload) => [payload, ports[0], ADDRESS]);
  return (sent) => {
    let turn = sent % ports.length;
    for (let place = 1; place < list.length; place += 3) {
      list[place] = ports[turn];
      turn = turn + 1 === ports.length ? 0 : turn + 1;
    }
    return list;
  };
}

async function receive() {
  const tally = new Tally();
  await listen((_, data) => tally.count(data.length));
}

async function echo() {
  const tally = new Tally();
  await listen((socket, data, port, address) => {
    tally.count(data.length);
    try {
      socket.send(data, port, address);
    } catch (error) {
      ignoreRefusal(error);
    }
  });
}

async function listen(data) {
  const { port } = await Bun.udpSocket({
    hostname: ADDRESS,
    socket: { data, error: ignoreRefusal },
  });
  print({ port });
}

async function ping(parameters) {
  let roundTrips;
  const socket = await Bun.udpSocket({
    connect: { hostname: ADDRESS, port: parameters.number('port') },
    socket: { data: (_, data) => roundTrips.answered(data) },
  });
  roundTrips = new RoundTrips(parameters, (payload) => socket.send(payload));
}

await play({ send, receive, echo, ping });
