import diagnosticsChannel from 'node:diagnostics_channel';

/**
 * The kernel has dropped datagrams for want of room in the receive buffer: `{ socket, count }`.
 * Sockets tell that were created while the channel had subscribers.
 */
export const dropChannel = diagnosticsChannel.channel('fast-dgram.drop');

/**
 * A datagram could not be sent, or reading failed (`{ socket, error }`), or ICMP told of a
 * datagram that had left (`{ socket, icmpError }`).
 */
export const errorChannel = diagnosticsChannel.channel('fast-dgram.error');

/** A socket was created: `{ socket }`. As in node:dgram. */
export const socketChannel = diagnosticsChannel.channel('udp.socket');
