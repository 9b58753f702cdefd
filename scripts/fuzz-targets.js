'use strict';
// What is fuzzed: for each target the files of the engine that it is linked with, the calls of
// the C library that it stands in for, and inputs to begin with.

const SOL_IP = 0;
const SOL_SOCKET = 1;
const SOL_UDP = 17;
const SOL_IPV6 = 41;
const UDP_GRO = 104;

/** A control message with the bytes of its data, padded as the kernel does it. */
function controlMessage(level, type, data, length = 16 + data.length) {
  const head = Buffer.alloc(16);
  head.writeBigUInt64LE(BigInt(length));
  head.writeInt32LE(level, 8);
  head.writeInt32LE(type, 12);
  return Buffer.concat([head, data, Buffer.alloc(-data.length & 7)]);
}

/** Numbers as the kernel writes them, of 32 bits each. */
function words(...numbers) {
  return Buffer.from(Uint32Array.from(numbers).buffer);
}

/** An input of the target `control`: a message's length, then its control messages. */
function controls(...messages) {
  return Buffer.concat([Buffer.from([0xe8, 0x03]), ...messages]);
}

const TRAIN = controlMessage(SOL_UDP, UDP_GRO, words(1200));
/** IP_PKTINFO, IPV6_PKTINFO, IP_TOS, IPV6_TCLASS, IP_TTL, IPV6_HOPLIMIT, SO_TIMESTAMPNS, SO_RXQ_OVFL */
const IPV4_DESTINATION = controlMessage(SOL_IP, 8, words(2, 0x0100007f, 0xfa0000e0));
const IPV6_DESTINATION = controlMessage(SOL_IPV6, 50, words(0xfe80, 0, 0, 1, 2));
const IPV4_CLASS = controlMessage(SOL_IP, 1, Buffer.from([46]));
const IPV6_CLASS = controlMessage(SOL_IPV6, 67, words(46));
const IPV4_HOPS = controlMessage(SOL_IP, 2, words(64));
const IPV6_HOPS = controlMessage(SOL_IPV6, 52, words(64));
const TIMESTAMP = controlMessage(SOL_SOCKET, 35, words(1_800_000_000, 0, 999_999_999, 0));
const DROPS = controlMessage(SOL_SOCKET, 40, words(7));

/** What an ICMP error is told with: errno, origin, type and code, information, data; the offender. */
function icmpError(level, type, origin, offender) {
  const kind = Buffer.from([origin, 3, 3, 0]);
  return controlMessage(level, type, Buffer.concat([words(111), kind, words(0, 0), offender]));
}

const SOCKADDR_IN = Buffer.concat([words(2, 0x0100007f), Buffer.alloc(8)]);
const SOCKADDR_IN6 = Buffer.concat([words(10, 0), Buffer.alloc(20, 1)]);
/** IP_RECVERR, IPV6_RECVERR, SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6, SO_EE_ORIGIN_LOCAL */
const IPV4_ERROR = icmpError(SOL_IP, 11, 2, SOCKADDR_IN);
const IPV6_ERROR = icmpError(SOL_IPV6, 25, 3, SOCKADDR_IN6);
const LOCAL_ERROR = icmpError(SOL_IP, 11, 1, SOCKADDR_IN);

/** An input of the target `error-queue`: each entry's control messages and where it had gone. */
function queued(...entries) {
  const inputs = entries.map((messages) => {
    const bytes = Buffer.concat(messages);
    const size = Buffer.alloc(2);
    size.writeUInt16LE(bytes.length);
    const name = Buffer.concat([Buffer.from([SOCKADDR_IN.length]), SOCKADDR_IN]);
    return Buffer.concat([Buffer.from([9]), size, bytes, name, Buffer.from([1, 0])]);
  });
  return Buffer.concat([Buffer.from([0]), ...inputs]);
}

/** An input of the target `send-control`: how it is written, which place, and its words. */
function saying(ways, place, ...numbers) {
  return Buffer.concat([Buffer.from([ways, place]), words(...numbers)]);
}

/** An input of the target `address` that names a destination. */
function naming(family, text, port) {
  const head = Buffer.from([1, text.length, 0, family === 6 ? 1 : 0, 0, 0, 0, 0, 4]);
  head.writeInt32LE(port, 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** What the kernel answers in inputs of the target `send`; see test/native/fuzz/kernel.c. */
const ALL = 0;
const EAGAIN = 1;
const EIO = 3;
const SOME = 200;

/** An input of the target `send`: memory of a size, a datagram, and neighbours of it. */
function sends(answers, payloads, descriptor, neighbours, ways = 0) {
  const memory = Buffer.alloc(2);
  memory.writeUInt16LE(payloads);
  return Buffer.concat([
    Buffer.from([ways, answers.length, ...answers]),
    // All sockets open, none for ICMP errors, four destinations without a limit; one thing to say,
    // an IPv4 source and a traffic class; room for as many results.
    Buffer.from([0x0f, 0, 3, 255, 255, 255, 255, 255]),
    Buffer.from([1, 5, 0, 46, 0, 0, 0, 4, 0, 0, 127, 0, 0, 0, ...memory, 0]),
    descriptor,
    Buffer.alloc(neighbours, 2),
  ]);
}

/** A datagram of that length at the front of the memory, to destination 1. */
function small(length) {
  const descriptor = Buffer.from([130, 0, 0, 0, 0, 1]);
  descriptor.writeUInt16LE(length, 3);
  return descriptor;
}

/** The same to the peer of a connected socket, saying something. */
function talking(length) {
  const descriptor = Buffer.from([135, 0, 0, 0, 0, 255, 1]);
  descriptor.writeUInt16LE(length, 3);
  return descriptor;
}

/** The same anywhere in the memory. */
function large(offset, length) {
  const descriptor = Buffer.from([240, ...Buffer.alloc(20)]);
  descriptor.writeInt32LE(offset, 5);
  descriptor.writeInt32LE(length, 9);
  descriptor.writeInt32LE(1, 13);
  return descriptor;
}

/** Stands for more memory than a descriptor can point to. */
const HUGE = 65_535;

const targets = {
  control: {
    sources: ['received_control.c'],
    doubles: ['control.c', 'control_messages.c'],
    wrapped: [],
    seeds: [
      controls(),
      controls(TRAIN),
      controls(IPV4_CLASS, TRAIN),
      controls(DROPS, TIMESTAMP, TRAIN, IPV4_DESTINATION, IPV4_HOPS, IPV4_CLASS),
      controls(DROPS, TIMESTAMP, TRAIN, IPV6_DESTINATION, IPV6_HOPS, IPV6_CLASS),
      controls(IPV6_DESTINATION, IPV4_DESTINATION),
      // Shorter than it says: as none that a kernel wrote.
      controls(TRAIN.subarray(0, 16)),
      controls(IPV4_HOPS, IPV6_DESTINATION.subarray(0, 20)),
      controls(controlMessage(SOL_IP, 1, words(1), 2 ** 40), TRAIN),
    ],
  },
  'send-control': {
    sources: ['send_control.c', 'address.c', 'arguments.c'],
    doubles: ['send_control.c', 'control_messages.c'],
    wrapped: [],
    seeds: [
      saying(0, 0),
      saying(1, 1, 31, 2, 46, 64, 1, 1, 4, 0, 0, 0x0100007f),
      saying(0, 1, 31, 2, 46, 64, 1, 1, 6, 0, 3, 0xfe80, 0, 0, 1),
      // To a mapped address, cut into segments.
      Buffer.from([3, 0xb0, 4, 1, ...words(3, 2, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0xffff0000, 1)]),
      saying(4, 0),
    ],
  },
  'error-queue': {
    sources: ['icmp.c', 'received_control.c', 'address.c', 'arguments.c'],
    doubles: ['error_queue.c', 'control_messages.c'],
    wrapped: ['recvmsg'],
    seeds: [
      queued(),
      queued([IPV4_ERROR], [IPV6_ERROR]),
      queued([LOCAL_ERROR], [TIMESTAMP, IPV4_ERROR]),
      // Its offender is cut off, or all of it.
      queued([IPV4_ERROR.subarray(0, 36)], [IPV6_ERROR.subarray(0, 20)]),
      // Fails until it is given up.
      Buffer.from([0, 2, 2, 2, 2, 2, 2, 2, 2]),
    ],
  },
  address: {
    sources: ['address.c', 'arguments.c'],
    doubles: ['address.c'],
    wrapped: [],
    seeds: [
      naming(4, '127.0.0.1', 53),
      naming(6, '::1', 65_535),
      naming(6, 'fe80::1234:5678:9abc:def0%fifteen_letters', 1),
      naming(6, '::ffff:192.0.2.1', -1),
      naming(4, '192.0.2.1\0', 1),
      Buffer.concat([naming(4, '192.0.2.1', 1), naming(6, 'ff02::1%lo', 2)]),
    ],
  },
  send: {
    sources: [
      'send.c',
      'send_messages.c',
      'blocked.c',
      'blocked_send.c',
      'errors.c',
      'send_control.c',
      'counters.c',
      'address.c',
      'arguments.c',
    ],
    doubles: ['send.c', 'scenario.c', 'kernel.c', 'control_messages.c'],
    wrapped: ['sendmsg', 'sendmmsg', 'poll'],
    seeds: [
      sends([ALL], 60_000, small(100), 9),
      sends([ALL], 60_000, small(500), 100),
      sends([SOME, EAGAIN, EAGAIN, ALL], 0, small(0), 100),
      sends([EIO, SOME], 60_000, small(1000), 50),
      sends([ALL], 60_000, talking(500), 100),
      // It waits, and then its peer is another.
      sends([EAGAIN, ALL], 60_000, talking(500), 20, 8),
      // One byte more than a message may have.
      sends([ALL], 65_534, small(65_508 / 2), 1),
      sends([ALL], HUGE, large(2 ** 31 - 1500, 1000), 2),
    ],
  },
};

module.exports = { targets };
