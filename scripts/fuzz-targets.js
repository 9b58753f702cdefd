'use strict';
// What is fuzzed: for each target the files of the engine that it is linked with, the calls of
// the C library that it stands in for, and inputs to begin with.

/** A control message as the kernel writes it: its length, level and type, and a number. */
function controlMessage(length, level, type, number) {
  const message = Buffer.alloc(24);
  message.writeBigUInt64LE(BigInt(length));
  message.writeInt32LE(level, 8);
  message.writeInt32LE(type, 12);
  message.writeInt32LE(number, 16);
  return message;
}

const SOL_UDP = 17;
const UDP_GRO = 104;
const SOL_IP = 0;

/** An input of the target `control`: a message's length, then its control messages. */
function controls(...messages) {
  return Buffer.concat([Buffer.from([0xe8, 0x03]), ...messages]);
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
function sends(answers, payloads, descriptor, neighbours) {
  const memory = Buffer.alloc(2);
  memory.writeUInt16LE(payloads);
  return Buffer.concat([
    Buffer.from([0, answers.length, ...answers]),
    // All sockets open, four destinations without a limit, room for as many results.
    Buffer.from([0x0f, 3, 255, 255, 255, 255, 255, ...memory, 0]),
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

/** The same anywhere in the memory. */
function large(offset, length) {
  const descriptor = Buffer.from([240, ...Buffer.alloc(16)]);
  descriptor.writeInt32LE(offset, 5);
  descriptor.writeInt32LE(length, 9);
  descriptor.writeInt32LE(1, 13);
  return descriptor;
}

/** Stands for more memory than a descriptor can point to. */
const HUGE = 65_535;

const targets = {
  control: {
    sources: ['control.c'],
    doubles: ['control.c'],
    wrapped: [],
    seeds: [
      controls(),
      controls(controlMessage(20, SOL_UDP, UDP_GRO, 1200)),
      controls(controlMessage(20, SOL_IP, 1, 1), controlMessage(20, SOL_UDP, UDP_GRO, 1200)),
      // Shorter than it says: as none that a kernel wrote.
      controls(controlMessage(20, SOL_UDP, UDP_GRO, 1200).subarray(0, 16)),
      controls(controlMessage(2 ** 40, SOL_IP, 1, 1), controlMessage(20, SOL_UDP, UDP_GRO, 9)),
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
    sources: ['send.c', 'address.c', 'arguments.c'],
    doubles: ['send.c', 'scenario.c', 'kernel.c'],
    wrapped: ['sendmsg', 'sendmmsg', 'poll'],
    seeds: [
      sends([ALL], 60_000, small(100), 9),
      sends([ALL], 60_000, small(500), 100),
      sends([SOME, EAGAIN, EAGAIN, ALL], 0, small(0), 100),
      sends([EIO, SOME], 60_000, small(1000), 50),
      // One byte more than a message may have.
      sends([ALL], 65_534, small(65_508 / 2), 1),
      sends([ALL], HUGE, large(2 ** 31 - 1500, 1000), 2),
    ],
  },
};

module.exports = { targets };
