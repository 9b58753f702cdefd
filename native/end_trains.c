// Turns trains off for a socket of which another reader may exist from now on, who would get them
// whole. Those that have arrived are delivered before: later they could not be cut.

#include <errno.h>
#include <linux/filter.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

// A flood has no end: after so many nanoseconds nothing more may arrive until trains are off.
#define PATIENCE 20000000

#define ARRAYS 4

// What another wake-up has read, whose delivery this comes in the middle of.
typedef struct {
  shared_array arrays[ARRAYS];
  uint8_t *copies;
} wake_up;

// False where there is no memory for it.
static bool put_aside(const engine *engine, wake_up *other) {
  *other = (wake_up){.arrays = {engine->receive_slab, engine->receive_messages,
                                engine->receive_info, engine->addresses}};
  // There is none.
  if (engine->depth == 0) return true;
  size_t size = 0;
  for (int i = 0; i < ARRAYS; i++) size += other->arrays[i].length;
  other->copies = malloc(size);
  if (other->copies == NULL) return false;
  uint8_t *copy = other->copies;
  for (int i = 0; i < ARRAYS; i++) {
    memcpy(copy, other->arrays[i].data, other->arrays[i].length);
    copy += other->arrays[i].length;
  }
  return true;
}

static void restore(wake_up *other) {
  if (other->copies == NULL) return;
  const uint8_t *copy = other->copies;
  for (int i = 0; i < ARRAYS; i++) {
    memcpy(other->arrays[i].data, copy, other->arrays[i].length);
    copy += other->arrays[i].length;
  }
  free(other->copies);
}

// Has the kernel drop, and count, what arrives. False where the program has a filter of its own.
static bool refuse_arrivals(int fd) {
  // How many instructions it has; an error where that can't be told.
  socklen_t length = 0;
  if (getsockopt(fd, SOL_SOCKET, SO_GET_FILTER, NULL, &length) != 0 || length > 0) return false;
  struct sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
  struct sock_fprog program = {.len = 1, .filter = &drop};
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0;
}

static void allow_arrivals(int fd) {
  int unused = 0;
  (void)setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof(unused));
}

// Delivers all that has arrived. Whether nothing arrives any more, which is to be ended.
static bool deliver_arrived(udp_socket *socket) {
  uint64_t deadline = uv_hrtime() + PATIENCE;
  bool refuses = false;
  int failures = 0;
  // An async hook may close it.
  while (!socket->closing) {
    int messages = receive_one_by_one(socket);
    if (messages == 0 || messages == -EAGAIN) break;
    // What ICMP has told of a datagram sent, say: behind it there may be more.
    if (messages < 0 && ++failures == ICMP_ATTEMPTS) break;
    if (refuses || uv_hrtime() < deadline) continue;
    refuses = refuse_arrivals(socket->fd);
    // It would have no end: the other reader may get some whole.
    if (!refuses) break;
  }
  return refuses;
}

// endTrains(socket): delivers what has arrived, datagram by datagram, and turns trains off. It may
// come in the middle of another delivery, whose datagrams are put aside for so long. 0, or -errno.
napi_value end_trains_call(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  engine *engine = arguments.engine;
  wake_up other;
  bool refuses = false;
  // Else what has arrived stays where it is, and the other reader may get it whole.
  if (put_aside(engine, &other)) {
    engine->depth++;
    refuses = deliver_arrived(socket);
    engine->depth--;
    restore(&other);
  }
  if (socket->closing) return result(env, -EBADF);
  int error = receive_options_set(socket, (socket->receives & ~RECEIVES_TRAINS) | RECEIVES_SHARED);
  if (refuses) allow_arrivals(socket->fd);
  return result(env, error);
}
