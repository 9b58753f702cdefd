// What a socket has counted, for those who ask.

#include <errno.h>
#include <linux/sock_diag.h>
#include <stdlib.h>

#include "engine.h"

// asm-generic/errno.h ends at 133.
#define ERRNO_LIMIT 134

// What JavaScript reads, in this order; then the failed datagrams of each errno.
enum {
  COUNT_WAKE_UPS,
  COUNT_RECEIVE_CALLS,
  COUNT_DATAGRAMS_RECEIVED,
  COUNT_BYTES_RECEIVED,
  COUNT_TRAINS_RECEIVED,
  COUNT_TRAIN_DATAGRAMS_RECEIVED,
  COUNT_DATAGRAMS_TRUNCATED,
  COUNT_SEND_CALLS,
  COUNT_DATAGRAMS_SENT,
  COUNT_BYTES_SENT,
  COUNT_TRAINS_SENT,
  COUNT_TRAIN_DATAGRAMS_SENT,
  COUNT_DATAGRAMS_BLOCKED,
  COUNT_DATAGRAMS_QUEUED,
  COUNT_BYTES_QUEUED,
  // -1 where the kernel does not tell.
  COUNT_DATAGRAMS_DROPPED,
  COUNT_FAILURES,
  COUNT_WORDS = COUNT_FAILURES + ERRNO_LIMIT
};

// A socket's counters, which begin with the first thing to count.
socket_counters *counters_of(udp_socket *socket) {
  if (socket->counters == NULL) socket->counters = calloc(1, sizeof(*socket->counters));
  return socket->counters != NULL ? socket->counters : &socket->engine->uncounted;
}

void counters_free(udp_socket *socket) {
  free(socket->failures);
  socket->failures = NULL;
  free(socket->counters);
  socket->counters = NULL;
}

void counters_add_failure(udp_socket *socket, int error) {
  // Not by its negative: the least number has none.
  if (error >= 0 || error <= -ERRNO_LIMIT) return;
  if (socket->failures == NULL) {
    socket->failures = calloc(ERRNO_LIMIT, sizeof(*socket->failures));
    if (socket->failures == NULL) return;
  }
  socket->failures[-error]++;
}

// countFailure(socket, errno): JavaScript has refused a datagram before the kernel saw it.
napi_value counters_add_refused(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  counters_add_failure(socket, arguments_int32(&arguments, 1));
  return result(env, 0);
}

// Takes the kernel's count of this moment, which wraps.
static void add_drops(socket_counters *counters, uint32_t drops) {
  counters->datagrams_dropped += (uint32_t)(drops - counters->last_drops);
  counters->last_drops = drops;
}

// Takes the count of the moment when a datagram arrived: counters_read() may have seen a later one.
void counters_add_drops(udp_socket *socket, uint32_t drops) {
  socket_counters *counters = counters_of(socket);
  if ((int32_t)(drops - counters->last_drops) > 0) add_drops(counters, drops);
}

// How many datagrams have been dropped that this has not told before.
uint64_t counters_take_drops(udp_socket *socket) {
  socket_counters *counters = counters_of(socket);
  uint64_t untold = counters->datagrams_dropped - counters->drops_told;
  counters->drops_told = counters->datagrams_dropped;
  return untold;
}

static double read_drops(udp_socket *socket) {
  uint32_t memory[SK_MEMINFO_VARS] = {0};
  socklen_t length = sizeof(memory);
  // Linux 4.12. Unlike SO_RXQ_OVFL it needs no datagram that arrives after the drop.
  if (getsockopt(socket->fd, SOL_SOCKET, SO_MEMINFO, memory, &length) != 0 ||
      length < (SK_MEMINFO_DROPS + 1) * sizeof(memory[0])) {
    return -1;
  }
  add_drops(counters_of(socket), memory[SK_MEMINFO_DROPS]);
  return (double)counters_of(socket)->datagrams_dropped;
}

// counters(socket, words): writes them into a Float64Array.
napi_value counters_read(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  napi_typedarray_type type;
  napi_value buffer;
  size_t count;
  size_t offset;
  void *data;
  if (arguments.count < 2 ||
      napi_get_typedarray_info(env, arguments.values[1], &type, &count, &data, &buffer,
                               &offset) != napi_ok ||
      type != napi_float64_array || count < COUNT_WORDS) {
    return result(env, -EINVAL);
  }
  const socket_counters *counters = counters_of(socket);
  double *words = data;
  words[COUNT_WAKE_UPS] = (double)counters->wake_ups;
  words[COUNT_RECEIVE_CALLS] = (double)counters->receive_calls;
  words[COUNT_DATAGRAMS_RECEIVED] = (double)counters->datagrams_received;
  words[COUNT_BYTES_RECEIVED] = (double)counters->bytes_received;
  words[COUNT_TRAINS_RECEIVED] = (double)counters->trains_received;
  words[COUNT_TRAIN_DATAGRAMS_RECEIVED] = (double)counters->train_datagrams_received;
  words[COUNT_DATAGRAMS_TRUNCATED] = (double)counters->datagrams_truncated;
  words[COUNT_SEND_CALLS] = (double)counters->send_calls;
  words[COUNT_DATAGRAMS_SENT] = (double)counters->datagrams_sent;
  words[COUNT_BYTES_SENT] = (double)counters->bytes_sent;
  words[COUNT_TRAINS_SENT] = (double)counters->trains_sent;
  words[COUNT_TRAIN_DATAGRAMS_SENT] = (double)counters->train_datagrams_sent;
  words[COUNT_DATAGRAMS_BLOCKED] = (double)counters->datagrams_blocked;
  words[COUNT_DATAGRAMS_QUEUED] = socket->blocked_count;
  words[COUNT_BYTES_QUEUED] = (double)socket->blocked_bytes;
  words[COUNT_DATAGRAMS_DROPPED] = read_drops(socket);
  for (int error = 0; error < ERRNO_LIMIT; error++) {
    words[COUNT_FAILURES + error] =
        socket->failures == NULL ? 0 : (double)socket->failures[error];
  }
  return result(env, 0);
}
