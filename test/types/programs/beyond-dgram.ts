// What fast-dgram has and node:dgram has not, with the types that follow. It is compiled, not run;
// a line below `@ts-expect-error` without an error is an error.

import {
  type BufferStats,
  createSocket,
  type Features,
  features,
  type IcmpError,
  type KernelOptionName,
  type KernelOptions,
  type Membership,
  type MtuDiscover,
  type PacketInfo,
  type ReceiveInfo,
  type RemoteInfo,
  type SendControlOptions,
  type SendOptions,
  Socket,
  type SocketStats,
  type Steering,
} from 'fast-dgram';

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `typed<Expected>()(value)` compiles where the value's type is that, no wider and no narrower. */
declare function typed<Expected>(): <Actual>(
  value: Actual,
  ...same: Same<Expected, Actual> extends true ? [] : [never]
) => void;

const told: readonly ReceiveInfo[] = ['destination', 'tos', 'ttl', 'timestamp'];
const socket = createSocket({ type: 'udp4', receiveInfo: told, icmpErrors: true });
createSocket({ type: 'udp6', receiveInfo: true, maxSendQueueSize: 1, coalesce: false });
// @ts-expect-error: no such thing is told
createSocket({ type: 'udp4', receiveInfo: ['sender'] });
// @ts-expect-error: a flag is a boolean
createSocket({ type: 'udp4', icmpErrors: 1 });

function check(info: PacketInfo): void {
  typed<string | undefined>()(info.destinationAddress);
  typed<string | undefined>()(info.localAddress);
  typed<number | undefined>()(info.interfaceIndex);
  typed<string | undefined>()(info.interfaceName);
  typed<number | undefined>()(info.tos);
  typed<number | undefined>()(info.ecn);
  typed<number | undefined>()(info.ttl);
  typed<bigint | undefined>()(info.timestamp);
  typed<boolean | undefined>()(info.truncated);
}

socket.on('message', (_message, remote) => {
  typed<RemoteInfo>()(remote);
  check(remote);
});
socket.on('messages', (batch) => {
  typed<RemoteInfo>()(batch.rinfo(0));
  typed<Readonly<PacketInfo>>()(batch.info(0));
  // @ts-expect-error: what was told is told to all
  batch.info(0).ttl = 1;
});
socket.once('icmpError', (error) => {
  typed<IcmpError>()(error);
  typed<string>()(error.code);
  typed<number>()(error.icmpType + error.icmpCode + error.errno + error.port);
  typed<string | undefined>()(error.offender);
  typed<number | undefined>()(error.mtu);
});

const said: SendControlOptions = { localAddress: '127.0.0.1', interface: 'lo', ecn: 1, tos: 2 };
const options: SendOptions = { ...said, port: 1, address: '127.0.0.1', ttl: 3, txtime: 4n };
socket.send('text', options);
socket.send(['te', 'xt'], options, (error, bytes) => {
  typed<Error | null>()(error);
  typed<number>()(bytes);
});
socket.sendMany(['one', { message: 'two', ...options, interface: 1 }], { port: 1, ...said });
socket.sendMany('text', { segmentSize: 1, ...options });
// @ts-expect-error: a list is not cut
socket.sendMany(['text'], { segmentSize: 1, port: 1 });
// @ts-expect-error: one message is to be cut
socket.sendMany('text', { port: 1 });
// @ts-expect-error: a time is a bigint
socket.send('text', { port: 1, txtime: 4 });
// @ts-expect-error: no such option
socket.send('text', { port: 1, dscp: 46 });

socket.setOption('dscp', 46);
socket.setOption('mtuDiscover', 'probe');
typed<number>()(socket.getOption('dscp'));
typed<boolean>()(socket.getOption('freebind'));
typed<string>()(socket.getOption('device'));
typed<MtuDiscover>()(socket.getOption('mtuDiscover'));
export const names: KernelOptionName[] = ['busyPoll', 'incomingCPU', 'multicastAll', 'priority'];
export const values: Partial<KernelOptions> = { mark: 1, transparent: true, dontFragment: true };
// @ts-expect-error: no such way
socket.setOption('mtuDiscover', 'always');
// @ts-expect-error: no such option
socket.getOption('nagle');
typed<number>()(socket.getOption('mtu'));
// @ts-expect-error: it can only be read
socket.setOption('mtu', 1500);
// @ts-expect-error: of another option's type
socket.setOption('device', 1);

socket.setRawOption(1, 2, true);
socket.setRawOption(1, 25, new Uint8Array(2));
typed<number>()(socket.getRawOption(1, 2));
typed<Buffer>()(socket.getRawOption(1, 25, 16));
typed<number>()(socket.fd);
// @ts-expect-error: it is the socket's
socket.fd = 3;

typed<number>()(Socket.defaultMaxListeners);

const stats: SocketStats = socket.stats();
typed<number | undefined>()(stats.datagramsDropped);
typed<Record<string, number>>()(stats.datagramsFailed);
typed<BufferStats>()(stats.recvBuffer);
typed<number | undefined>()(stats.sendBuffer.asked);

socket.addMembership('239.0.0.1', '*');
socket.addMembership('239.0.0.1', 1);
socket.setMulticastInterface('lo');
socket.blockSource('192.0.2.1', '239.0.0.1', 'lo');
socket.unblockSource('192.0.2.1', '239.0.0.1');
typed<Membership[]>()(socket.memberships());

declare const steering: Steering;
socket.setReusePortSteering(steering, 4);
socket.setReusePortSteering('flow');
// @ts-expect-error: no such way
socket.setReusePortSteering('round-robin', 4);
// @ts-expect-error: the group has so many sockets
socket.setReusePortSteering('random');

typed<Readonly<Features>>()(features());
typed<boolean>()(features().gso);
typed<boolean>()(features().steering);
