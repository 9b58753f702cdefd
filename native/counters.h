// What a socket counts. Implemented in counters.c.

#ifndef FAST_DGRAM_COUNTERS_H
#define FAST_DGRAM_COUNTERS_H

#include <stdint.h>

typedef struct udp_socket udp_socket;

// What a socket counts from its beginning on: its calls and messages, never datagram by datagram.
typedef struct {
  uint64_t wake_ups;
  uint64_t receive_calls;
  uint64_t datagrams_received;
  uint64_t bytes_received;
  // Reads that brought several datagrams, and how many these were.
  uint64_t trains_received;
  uint64_t train_datagrams_received;
  uint64_t datagrams_truncated;
  uint64_t send_calls;
  uint64_t datagrams_sent;
  uint64_t bytes_sent;
  // Sends that carried several datagrams, and how many these were.
  uint64_t trains_sent;
  uint64_t train_datagrams_sent;
  uint64_t datagrams_blocked;
  // By the kernel, for want of room; its own count has 32 bits.
  uint64_t datagrams_dropped;
  uint64_t drops_told;
  uint32_t last_drops;
} socket_counters;

socket_counters *counters_of(udp_socket *socket);
void counters_free(udp_socket *socket);
void counters_add_failure(udp_socket *socket, int error);
void counters_add_drops(udp_socket *socket, uint32_t drops);
uint64_t counters_take_drops(udp_socket *socket);

#endif
