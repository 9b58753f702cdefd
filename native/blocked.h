// Datagrams that wait until the kernel takes them. Implemented in blocked.c and blocked_send.c.

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
  // It may leave as one of several segments.
  bool segments;
  uint32_t length;
  uint8_t payload[];
} blocked_datagram;

int blocked_add(udp_socket *socket, const address *to, const send_control *control,
                bool segments, const void *payload, uint32_t length);
uint32_t blocked_remove_first(udp_socket *socket);
uint32_t blocked_send(udp_socket *socket);
void blocked_leave(udp_socket *socket);
void blocked_keep_peer(udp_socket *socket);
void blocked_discard(udp_socket *socket);

#endif
