// A socket, and what is done to it.

#ifndef FAST_DGRAM_SOCKET_H
#define FAST_DGRAM_SOCKET_H

#include <node_api.h>
#include <uv.h>

#include "blocked.h"
#include "counters.h"

struct udp_socket {
  engine *engine;
  // NULL while the socket is idle; then it may be in the engine's idle set.
  uv_poll_t *poll;
  int polled_events;
  uint32_t wake_ups;
  bool idle;
  // It keeps the process alive.
  bool referenced;
  bool receiving;
  // The retry timer, and not the poll, says when to send what is blocked.
  bool waits_to_retry;
  struct udp_socket *next_closed;
  int fd;
  int32_t index;
  bool ipv6;
  // Connected to an IPv4 host, whose address is mapped where the socket is an IPv6 one.
  bool peer_is_ipv4;
  // Datagrams may say when they leave.
  bool paced;
  // What is read besides datagrams and their senders: RECEIVE_… flags.
  int32_t receives;
  // How datagrams are delivered: DELIVER_… flags.
  int32_t delivery;
  // Messages that a wake-up reads.
  uint32_t budget;
  bool closing;
  // Several of its datagrams may leave the queue in one call.
  bool coalesces;
  bool segments;
  uint32_t segment_limit;
  // NULL until the first call that is made in it: most of many sockets are idle.
  napi_async_context async_context;
  blocked_datagram *first_blocked;
  blocked_datagram *last_blocked;
  uint32_t blocked_count;
  uint64_t blocked_bytes;
  // How far blocked_bytes may grow.
  uint64_t blocked_limit;
  // NULL until there is something to count: most of many sockets are idle.
  socket_counters *counters;
  // Datagrams that failed, by errno; NULL until one has.
  uint64_t *failures;
};

// socket.c
int socket_close(udp_socket *socket);
void socket_free_closed(engine *engine);

// descriptor.c
void descriptor_make_room(int fd);
void descriptor_take_error(int fd);

// watch.c
int watch_adopted(udp_socket *socket);
int watch_update(udp_socket *socket);
void watch_leave(udp_socket *socket);
void watch_serve(udp_socket *socket, bool readable, bool writable, bool failed);
void watch_reference(udp_socket *socket, bool referenced);
void watch_end(udp_socket *socket);
void watch_end_all(engine *engine);

// icmp.c
// The attempts of a call that may fail with an ICMP error of an earlier datagram: enough for
// those that arrive between the call and its repetition.
#define ICMP_ATTEMPTS 8
void icmp_deliver(udp_socket *socket);
void icmp_discard(const udp_socket *socket);

// receive_options.c
int receive_options_set(udp_socket *socket, int32_t receives);
void receive_options_end_icmp_errors(udp_socket *socket);
void receive_options_end(engine *engine);

// retry.c
void retry_later(udp_socket *socket);
void retry_end(engine *engine);

// callback.c
bool callback_call(udp_socket *socket, napi_ref reference, size_t count, const napi_value *values);
bool callback_call_without_context(udp_socket *socket, napi_ref reference, size_t count,
                                   const napi_value *values);

// send_messages.c
// What one send may carry in all its segments. The kernel takes up to 65,507 bytes, but what comes
// to 64 KiB with its UDP, IPv6 and Ethernet headers (a device's gso_max_size) it cuts itself, which
// costs what segmentation spares.
#define MAX_SEGMENTED (65535 - 8 - 40 - 14)
int send_messages_write(udp_socket *socket, struct mmsghdr *headers, unsigned count);
bool send_is_dropped(const udp_socket *socket, int error);
void send_count(udp_socket *socket, uint64_t bytes, uint32_t datagrams);

#endif
