// Datagrams that wait until the kernel takes them. Implemented in blocked.c.

#ifndef FAST_DGRAM_BLOCKED_H
#define FAST_DGRAM_BLOCKED_H

#include "send_control.h"

typedef struct udp_socket udp_socket;

// A datagram that the kernel would not take yet.
typedef struct blocked_datagram {
  struct blocked_datagram *next;
  address to;
  bool connected;
  send_control control;
  uint32_t length;
  uint8_t payload[];
} blocked_datagram;

int blocked_add(udp_socket *socket, const address *to, const send_control *control,
                const void *payload, uint32_t length);
void blocked_leave(udp_socket *socket);
void blocked_keep_peer(udp_socket *socket);
void blocked_discard(udp_socket *socket);

#endif
