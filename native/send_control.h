// Control messages that leave with datagrams. Implemented in send_control.c.

#ifndef FAST_DGRAM_SEND_CONTROL_H
#define FAST_DGRAM_SEND_CONTROL_H

#include "address.h"

#include <stdint.h>

// What a datagram says: where SAID_… names it.
typedef struct {
  uint32_t said;
  uint32_t interface;
  int tos;
  int ttl;
  uint64_t txtime;
  address source;
} send_control;

// Segment size, source and interface (IPv6), type of service, TTL, transmit time.
#define SEND_CONTROL_SIZE                                                          \
  (CMSG_SPACE(sizeof(uint16_t)) + CMSG_SPACE(sizeof(struct in6_pktinfo)) +         \
   2 * CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(uint64_t)))

bool send_control_import(const engine *engine, int32_t index, send_control *control);
bool send_control_fits(const send_control *control, bool to_ipv4);
bool send_control_equals(const send_control *one, const send_control *other);
size_t send_control_write(const send_control *control, bool to_ipv4, uint16_t segment_size,
                          uint8_t *buffer);

#endif
