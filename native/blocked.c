// Datagrams that the kernel would not take yet: they wait in their socket's queue.

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"

// Adds a datagram at the end of the queue, to NULL where the socket is connected. SEND_QUEUED, or
// -errno.
int blocked_add(udp_socket *socket, const address *to, const send_control *control,
                bool segments, const void *payload, uint32_t length) {
  // Empty datagrams take memory, too.
  if (socket->blocked_bytes + length > socket->blocked_limit ||
      socket->blocked_count >= socket->blocked_limit) {
    return -ENOBUFS;
  }
  blocked_datagram *datagram = malloc(sizeof(*datagram) + length);
  if (datagram == NULL) return -ENOMEM;
  datagram->next = NULL;
  datagram->connected = to == NULL;
  if (to != NULL) datagram->to = *to;
  datagram->control = *control;
  datagram->segments = segments;
  datagram->length = length;
  memcpy(datagram->payload, payload, length);

  if (socket->last_blocked == NULL) {
    socket->first_blocked = datagram;
  } else {
    socket->last_blocked->next = datagram;
  }
  socket->last_blocked = datagram;
  socket->blocked_count++;
  socket->blocked_bytes += length;
  counters_of(socket)->datagrams_blocked++;
  return SEND_QUEUED;
}

// Takes the first datagram out of the queue. How many bytes it has.
uint32_t blocked_remove_first(udp_socket *socket) {
  blocked_datagram *datagram = socket->first_blocked;
  uint32_t length = datagram->length;
  socket->first_blocked = datagram->next;
  if (socket->first_blocked == NULL) socket->last_blocked = NULL;
  socket->blocked_count--;
  socket->blocked_bytes -= length;
  free(datagram);
  return length;
}

// The socket is writable again: sends what was queued and tells JavaScript.
void blocked_leave(udp_socket *socket) {
  uint32_t count = blocked_send(socket);
  napi_env env = socket->engine->env;
  napi_value values[2];
  if (count > 0 && napi_create_int32(env, socket->index, &values[0]) == napi_ok &&
      napi_create_uint32(env, count, &values[1]) == napi_ok) {
    // A hook might close the socket, and what has left would be told that it has not.
    callback_call_without_context(socket, socket->engine->on_unblocked, 2, values);
  }
  if (count == 0 && socket->first_blocked != NULL) retry_later(socket);
}

// What waits for a connected socket's peer is sent there, also where it is the peer no more.
void blocked_keep_peer(udp_socket *socket) {
  address peer = {0};
  socklen_t length = sizeof(peer);
  if (socket->first_blocked == NULL || getpeername(socket->fd, &peer.any, &length) != 0) return;
  for (blocked_datagram *each = socket->first_blocked; each != NULL; each = each->next) {
    if (each->connected) each->to = peer;
    each->connected = false;
  }
}

static int64_t milliseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// drain(socket, milliseconds): waits at most that long for the queue to leave; one
// result for each that did. How many left it; call again until 0.
napi_value blocked_drain(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int64_t deadline = milliseconds_now() + arguments_int32(&arguments, 1);
  uint32_t count = blocked_send(socket);
  while (count == 0 && socket->first_blocked != NULL) {
    int64_t left = deadline - milliseconds_now();
    if (left <= 0) break;
    struct pollfd writable = {.fd = socket->fd, .events = POLLOUT};
    int ready = poll(&writable, 1, (int)left);
    if (ready < 0 && errno != EINTR) break;
    count = blocked_send(socket);
    // Writable, but its device has no room: see retry.c.
    if (ready > 0 && count == 0) (void)poll(NULL, 0, 1);
  }
  return result(env, count);
}

// separateQueue(socket): what waits leaves in a call for each datagram.
napi_value blocked_separate(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  socket->coalesces = false;
  return result(env, 0);
}

// limitQueue(socket, bytes): a datagram that does not fit into its blocked queue any more fails.
napi_value blocked_set_limit(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int32_t bytes = arguments_int32(&arguments, 1);
  if (bytes < 0) return result(env, -EINVAL);
  socket->blocked_limit = (uint64_t)bytes;
  return result(env, 0);
}

// blockedBytes(socket): the bytes that wait for the kernel to take them.
napi_value blocked_get_bytes(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  return result(env, socket == NULL ? 0 : (int64_t)socket->blocked_bytes);
}

// blockedCount(socket): the datagrams that wait for the kernel to take them.
napi_value blocked_get_count(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  return result(env, socket == NULL ? 0 : socket->blocked_count);
}

void blocked_discard(udp_socket *socket) {
  while (socket->first_blocked != NULL) {
    blocked_datagram *datagram = socket->first_blocked;
    socket->first_blocked = datagram->next;
    free(datagram);
  }
  socket->last_blocked = NULL;
  socket->blocked_count = 0;
  socket->blocked_bytes = 0;
}
