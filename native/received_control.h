// Control messages that arrive with datagrams. Implemented in received_control.c.

#ifndef FAST_DGRAM_RECEIVED_CONTROL_H
#define FAST_DGRAM_RECEIVED_CONTROL_H

#include "address.h"

#include <stdint.h>
#include <time.h>

// Room for what this library asks for, of IPv4 to an IPv6 socket (224 bytes), and for what a
// program asks for by options of its own: the length of a train's datagrams comes behind some of
// that, and without it the train could not be cut.
#define RECEIVED_CONTROL_SIZE 640

// What the kernel tells of a message: where TOLD_… names it.
typedef struct {
  uint32_t told;
  // The length of the train's datagrams (the last may be shorter), or of the only one.
  int32_t segment_size;
  uint32_t interface;
  int tos;
  int ttl;
  uint32_t drops;
  struct timespec timestamp;
  address destination;
  address local_address;
} received_control;

void received_control_read(const struct mmsghdr *message, received_control *control);
// How many bytes a control message has behind its head; -1 where what it says of its length is
// less than its head, or more than the kernel gave.
ssize_t received_control_size(const struct msghdr *header, const struct cmsghdr *control);

#endif
