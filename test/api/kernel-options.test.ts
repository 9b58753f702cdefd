import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { KernelOptionName, KernelOptions, Socket, SocketType } from 'fast-dgram';
import {
  IPV4_OPTIONS,
  IPV6_OPTIONS,
  kernelValue,
  type Place,
  SOCKET_OPTIONS,
} from '../support/socket-options';
import { LOOPBACK, socketTest } from '../support/sockets';

const FAMILIES = ['udp4', 'udp6'] as const;

const { SO_BROADCAST, SO_PRIORITY, SO_MARK, SO_BUSY_POLL, SO_INCOMING_CPU } = SOCKET_OPTIONS;
const { IP_TOS, IP_TTL, IP_MTU_DISCOVER, IP_FREEBIND, IP_TRANSPARENT } = IPV4_OPTIONS;
const { IP_MULTICAST_TTL, IP_MULTICAST_LOOP, IP_MULTICAST_ALL } = IPV4_OPTIONS;

/** A value, and the integer that the kernel then has. */
type Pair = readonly [value: unknown, kernel: number];

/** An option, its value from the start, values to set one after the other, and where it is. */
interface Case {
  name: KernelOptionName;
  initially: unknown;
  values: readonly Pair[];
  udp4: Place;
  udp6: Place;
}

function flag(name: KernelOptionName, initially: boolean, udp4: Place, udp6 = udp4): Case {
  const values = [!initially, initially].map((value): Pair => [value, Number(value)]);
  return { name, initially, values, udp4, udp6 };
}

function integers(
  name: KernelOptionName,
  [initially, ...values]: readonly number[],
  udp4: Place,
  udp6 = udp4,
): Case {
  return { name, initially, values: values.map((value) => [value, value]), udp4, udp6 };
}

const MTU_DISCOVER: readonly Pair[] = [
  ['dont', 0],
  ['do', 2],
  ['probe', 3],
  ['interface', 4],
  ['omit', 5],
  ['want', 1],
];

const CASES: readonly Case[] = [
  flag('broadcast', false, SO_BROADCAST),
  flag('freebind', false, IP_FREEBIND, IPV6_OPTIONS.IPV6_FREEBIND),
  flag('transparent', false, IP_TRANSPARENT, IPV6_OPTIONS.IPV6_TRANSPARENT),
  flag('multicastAll', true, IP_MULTICAST_ALL, IPV6_OPTIONS.IPV6_MULTICAST_ALL),
  flag('multicastLoopback', true, IP_MULTICAST_LOOP, IPV6_OPTIONS.IPV6_MULTICAST_LOOP),
  integers('busyPoll', [0, 50, 0], SO_BUSY_POLL),
  integers('incomingCPU', [-1, 0, -1], SO_INCOMING_CPU),
  integers('multicastTTL', [1, 0, 255, 7], IP_MULTICAST_TTL, IPV6_OPTIONS.IPV6_MULTICAST_HOPS),
  integers('priority', [0, 6, 0, 7], SO_PRIORITY),
  integers('tos', [0, 255, 0xb8, 0], IP_TOS, IPV6_OPTIONS.IPV6_TCLASS),
  integers('ttl', [64, 1, 255, 9], IP_TTL, IPV6_OPTIONS.IPV6_UNICAST_HOPS),
  {
    ...{ name: 'mark', initially: 0, udp4: SO_MARK, udp6: SO_MARK },
    values: [
      [7, 7],
      [2 ** 32 - 1, -1],
    ],
  },
  {
    ...{ name: 'mtuDiscover', initially: 'want', values: MTU_DISCOVER },
    ...{ udp4: IP_MTU_DISCOVER, udp6: IPV6_OPTIONS.IPV6_MTU_DISCOVER },
  },
  {
    ...{ name: 'dscp', initially: 0, udp4: IP_TOS, udp6: IPV6_OPTIONS.IPV6_TCLASS },
    values: [
      [63, 0xfc],
      [46, 0xb8],
      [0, 0],
    ],
  },
];

function set(socket: Socket, name: KernelOptionName, value: unknown): void {
  socket.setOption(
    name as Exclude<KernelOptionName, 'mtu'>,
    value as KernelOptions[KernelOptionName],
  );
}

/** Sets each value, and asks both the socket and the kernel for it. */
function setAndGet(socket: Socket, { name, initially, values, ...places }: Case): void {
  assert.equal(socket.getOption(name), initially);
  for (const [value, kernel] of values) {
    set(socket, name, value);
    assert.equal(socket.getOption(name), value);
    assert.equal(kernelValue(socket, places[socket.type]), kernel);
  }
}

for (const type of FAMILIES) {
  for (const option of CASES) {
    socketTest(`${option.name} is set and told on a bound ${type} socket`, (sockets) => {
      setAndGet(sockets.bound(type), option);
    });

    socketTest(`${option.name} set before the bind is there behind it (${type})`, (sockets) => {
      const socket = sockets.unbound(type);
      setAndGet(socket, option);
      const [value, kernel] = option.values[0] as Pair;
      set(socket, option.name, value);
      assert.ok(socket.bindSync({ address: LOOPBACK[type] }).port > 0);
      assert.equal(socket.getOption(option.name), value);
      assert.equal(kernelValue(socket, option[type]), kernel);
    });
  }

  socketTest(`dontFragment is set and told on ${type}`, (sockets) => {
    const socket = sockets.bound(type);
    assert.equal(socket.getOption('dontFragment'), false);
    for (const [value, ipv4, ipv6] of [
      [true, 2, 1],
      [false, 0, 0],
    ] as const) {
      socket.setOption('dontFragment', value);
      assert.equal(socket.getOption('dontFragment'), value);
      assert.equal(kernelValue(socket, IP_MTU_DISCOVER), ipv4);
      if (type === 'udp6') assert.equal(kernelValue(socket, IPV6_OPTIONS.IPV6_DONTFRAG), ipv6);
    }
  });

  socketTest(`device is set and told on ${type}, and '' takes it away`, (sockets) => {
    for (const socket of [sockets.bound(type), sockets.unbound(type)]) {
      assert.equal(socket.getOption('device'), '');
      for (const [device, bytes] of [
        ['lo', 'lo\0'],
        ['', ''],
      ] as const) {
        socket.setOption('device', device);
        assert.equal(socket.getOption('device'), device);
        assert.equal(String(socket.getRawOption(...SOCKET_OPTIONS.SO_BINDTODEVICE, 16)), bytes);
      }
    }
  });
}

socketTest('what an IPv6 socket is told counts for its IPv4 datagrams, too', (sockets) => {
  const socket = sockets.unbound('udp6');
  const told: [KernelOptionName, unknown, Place, number][] = [
    ['tos', 0xb9, IP_TOS, 0xb9],
    ['ttl', 9, IP_TTL, 9],
    ['mtuDiscover', 'probe', IP_MTU_DISCOVER, 3],
    ['freebind', true, IP_FREEBIND, 1],
    ['transparent', true, IP_TRANSPARENT, 1],
    ['multicastTTL', 9, IP_MULTICAST_TTL, 9],
    ['multicastLoopback', false, IP_MULTICAST_LOOP, 0],
    // Off from the start there, unlike on an IPv4 socket.
    ['multicastAll', true, IP_MULTICAST_ALL, 1],
  ];
  for (const [name, value, place, kernel] of told) {
    assert.notEqual(kernelValue(socket, place), kernel, name);
    set(socket, name, value);
    assert.equal(kernelValue(socket, place), kernel, name);
  }
});

socketTest('dscp leaves the bits of congestion notification alone', (sockets) => {
  for (const type of FAMILIES) {
    const socket = sockets.bound(type);
    socket.setOption('tos', 2);
    socket.setOption('dscp', 46);
    assert.equal(socket.getOption('tos'), 0xba);
    assert.equal(socket.getOption('dscp'), 46);
  }
});

function systemLimit(direction: 'r' | 'w'): number {
  return Number(readFileSync(`/proc/sys/net/core/${direction}mem_max`, 'utf8'));
}

/** A buffer that is beyond this system's limits, also as the kernel counts: twice what is asked for. */
const LARGE = 2 * Math.max(systemLimit('r'), systemLimit('w')) + (1 << 20);
/** It counts in an int. */
const tooLarge = LARGE >= 2 ** 30 && 'no buffer is beyond the limits of this system';

const FORCED = [
  ['recvBufferSizeForce', 'recvBufferSize', 'recvBuffer', SOCKET_OPTIONS.SO_RCVBUF],
  ['sendBufferSizeForce', 'sendBufferSize', 'sendBuffer', SOCKET_OPTIONS.SO_SNDBUF],
] as const;

for (const [name, option, buffer, place] of FORCED) {
  for (const type of FAMILIES satisfies readonly SocketType[]) {
    socketTest(
      `${name} goes beyond the system's limit on ${type}`,
      { skip: tooLarge },
      (sockets) => {
        const socket = sockets.bound({ type, [option]: LARGE });
        assert.ok(socket.getOption(name) < LARGE, 'this system has no limit');
        socket.setOption(name, LARGE);
        assert.equal(socket.getOption(name), 2 * LARGE);
        assert.equal(kernelValue(socket, place), 2 * LARGE);
        assert.deepEqual(socket.stats()[buffer], { asked: LARGE, granted: 2 * LARGE });
      },
    );

    socketTest(`${name} before the bind outlasts it on ${type}`, { skip: tooLarge }, (sockets) => {
      const socket = sockets.unbound({ type, [option]: 50_000 });
      socket.setOption(name, LARGE);
      socket.bindSync();
      assert.equal(kernelValue(socket, place), 2 * LARGE);
    });
  }
}
