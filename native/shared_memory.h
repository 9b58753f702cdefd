// Memory that JavaScript and C share, and what the words in it mean. Mirrored in memory.ts and
// constants.ts of src/engine/linux.

#ifndef FAST_DGRAM_SHARED_MEMORY_H
#define FAST_DGRAM_SHARED_MEMORY_H

#include <stddef.h>

// JavaScript's memory, kept alive by the engine's object.
typedef struct {
  void *data;
  size_t length;
} shared_array;

// How an address crosses to JavaScript: family (4 or 6), port, scope, then the
// address itself in network order, in one 32-bit word (IPv4) or four (IPv6).
enum { ADDRESS_FAMILY, ADDRESS_PORT, ADDRESS_SCOPE, ADDRESS_WORDS, ADDRESS_STRIDE = 7 };

// Messages per wake-up, at most. The poll is level-triggered, so what is left is read in the next
// turn of the loop, after timers and other sockets.
#define RECEIVE_SLOTS 32
// The longest train; a shorter slot would truncate it.
#define SLOT_SIZE 65536

// The positions of the shared addresses: a socket's own name, or what else a call returns; where
// the datagram went that an ICMP error is about, and the host that the error comes from (these are
// read in a callback, before which hooks may make calls); the messages' senders, and where they
// went.
enum {
  ADDRESS_NAME,
  ADDRESS_UNREACHED,
  ADDRESS_OFFENDER,
  ADDRESS_SENDERS,
  ADDRESS_DESTINATIONS = ADDRESS_SENDERS + RECEIVE_SLOTS,
  ADDRESS_LOCALS = ADDRESS_DESTINATIONS + RECEIVE_SLOTS,
  ADDRESS_POSITIONS = ADDRESS_LOCALS + RECEIVE_SLOTS
};

// A message that was read, as JavaScript reads it: its bytes, and those of each of its
// datagrams (the last may be shorter), and whether it is in memory that JavaScript has lent. Its
// sender is among the shared addresses.
enum { MESSAGE_LENGTH, MESSAGE_SEGMENT, MESSAGE_LENT, MESSAGE_STRIDE };

// What JavaScript is to deliver: the socket, how many messages were read, whether the call is in
// the socket's asynchronous context and for one datagram, and the message and the offset in it of
// the next one, which JavaScript moves on; whether it is delivering; and what it says in turn: that
// sends wait for the end of the wake-up.
enum {
  DELIVERY_SOCKET,
  DELIVERY_MESSAGES,
  DELIVERY_ENTERED,
  DELIVERY_MESSAGE,
  DELIVERY_OFFSET,
  DELIVERY_UNDER_WAY,
  DELIVERY_SENDS_WAIT,
  DELIVERY_WORDS
};

// What is told of a message besides, as JavaScript reads it: TOLD_… flags and their values.
enum {
  INFO_TOLD,
  INFO_INTERFACE,
  INFO_TOS,
  INFO_TTL,
  INFO_SECONDS,
  INFO_SECONDS_HIGH,
  INFO_NANOSECONDS,
  INFO_STRIDE
};

// What receive() turns on; and whether another reader may exist, to whom what is not delivered is
// left.
enum {
  RECEIVES_TRAINS = 1,
  RECEIVES_DESTINATION = 2,
  RECEIVES_TOS = 4,
  RECEIVES_TTL = 8,
  RECEIVES_TIMESTAMP = 16,
  RECEIVES_DROPS = 32,
  RECEIVES_ICMP_ERRORS = 64,
  RECEIVES_SHARED = 128,
  // What is told with each datagram.
  RECEIVES_INFO = RECEIVES_DESTINATION | RECEIVES_TOS | RECEIVES_TTL | RECEIVES_TIMESTAMP
};

// How a socket's datagrams are delivered: one by one, all of a wake-up as a batch, or first as a
// batch and then one by one; and whether listeners keep the trains of batches.
enum { DELIVER_DATAGRAMS = 1, DELIVER_BATCHES = 2, DELIVER_KEPT_BATCHES = 4 };

// What the kernel tells of a message besides its bytes.
enum {
  TOLD_DESTINATION = 1,
  TOLD_LOCAL_ADDRESS = 2,
  TOLD_INTERFACE = 4,
  TOLD_TOS = 8,
  TOLD_TTL = 16,
  TOLD_TIMESTAMP = 32,
  TOLD_DROPS = 64,
  TOLD_TRUNCATED = 128
};

// What a datagram says to the kernel besides its destination.
enum {
  SAID_SOURCE = 1,
  SAID_INTERFACE = 2,
  SAID_TOS = 4,
  SAID_TTL = 8,
  SAID_TXTIME = 16
};

// A datagram's result: sent, queued until the kernel takes it, or -errno.
enum { SEND_SENT = 0, SEND_QUEUED = 1 };

#endif
