// The way of a datagram in: one read for many datagrams, trains cut, each delivered alone.

#include <errno.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "engine.h"

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

// Messages per wake-up: also its budget. The poll is level-triggered, so what is left is
// read in the next turn of the loop, after timers and other sockets.
#define SLOTS 32
// The longest train; a shorter slot would truncate it.
#define SLOT_SIZE 65536
#define CONTROL_SIZE CMSG_SPACE(sizeof(int))

// The shared address array's position 0 is for a socket's own names.
#define SENDER 1

// One set per engine, for all its sockets: delivery is synchronous. Pages that no
// datagram reached cost nothing.
struct receive_slots {
  struct mmsghdr headers[SLOTS];
  struct iovec vectors[SLOTS];
  address senders[SLOTS];
  _Alignas(struct cmsghdr) uint8_t controls[SLOTS][CONTROL_SIZE];
  uint8_t *payloads;
};

static receive_slots *receive_allocate(void) {
  receive_slots *slots = calloc(1, sizeof(*slots));
  if (slots == NULL) return NULL;
  slots->payloads = mmap(NULL, (size_t)SLOTS * SLOT_SIZE, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (slots->payloads == MAP_FAILED) {
    free(slots);
    return NULL;
  }
  for (int slot = 0; slot < SLOTS; slot++) {
    slots->vectors[slot].iov_base = slots->payloads + (size_t)slot * SLOT_SIZE;
    slots->vectors[slot].iov_len = SLOT_SIZE;
  }
  return slots;
}

void receive_free(receive_slots *slots) {
  if (slots == NULL) return;
  munmap(slots->payloads, (size_t)SLOTS * SLOT_SIZE);
  free(slots);
}

// The kernel shortens the name and control lengths of each message: reset them all.
static void prepare(receive_slots *slots) {
  for (int slot = 0; slot < SLOTS; slot++) {
    struct msghdr *header = &slots->headers[slot].msg_hdr;
    header->msg_name = &slots->senders[slot];
    header->msg_namelen = sizeof(slots->senders[slot]);
    header->msg_iov = &slots->vectors[slot];
    header->msg_iovlen = 1;
    header->msg_control = slots->controls[slot];
    header->msg_controllen = CONTROL_SIZE;
    header->msg_flags = 0;
  }
}

static int read_messages(int fd, receive_slots *slots) {
  int count;
  do {
    count = recvmmsg(fd, slots->headers, SLOTS, MSG_DONTWAIT, NULL);
  } while (count < 0 && errno == EINTR);
  return count < 0 ? -errno : count;
}

// The length of the train's datagrams (the last may be shorter), or of the only one.
static size_t segment_size(const struct mmsghdr *message) {
  struct msghdr header = message->msg_hdr;
  for (struct cmsghdr *control = CMSG_FIRSTHDR(&header); control != NULL;
       control = CMSG_NXTHDR(&header, control)) {
    if (control->cmsg_level == IPPROTO_UDP && control->cmsg_type == UDP_GRO &&
        control->cmsg_len >= CMSG_LEN(sizeof(int))) {
      int size;
      memcpy(&size, CMSG_DATA(control), sizeof(size));
      if (size > 0) return (size_t)size;
    }
  }
  return message->msg_len;
}

// Calls JavaScript in a callback scope of its own, so that its ticks and promise jobs run
// before this returns. Whether the socket is still there to go on with.
bool receive_call(udp_socket *socket, napi_ref function, size_t count, const napi_value *values) {
  engine *engine = socket->engine;
  napi_env env = engine->env;
  napi_value global;
  napi_value callback;
  if (napi_get_global(env, &global) != napi_ok ||
      napi_get_reference_value(env, function, &callback) != napi_ok) {
    return false;
  }
  napi_status status =
      napi_make_callback(env, socket->async_context, global, callback, count, values, NULL);
  if (status == napi_pending_exception) {
    napi_value exception;
    if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) {
      napi_fatal_exception(env, exception);
    }
  } else if (status != napi_ok) {
    // The environment is ending and runs no more JavaScript.
    return false;
  }
  // Safety: libuv frees the handle in a later turn of the loop, so the socket may be read.
  return !socket->closing && !engine->ending;
}

static void report_error(udp_socket *socket, int error) {
  napi_env env = socket->engine->env;
  napi_value values[2];
  if (napi_create_int32(env, socket->index, &values[0]) != napi_ok ||
      napi_create_int32(env, error, &values[1]) != napi_ok) {
    return;
  }
  receive_call(socket, socket->engine->on_receive_error, 2, values);
}

static bool deliver(udp_socket *socket, size_t offset, size_t length, napi_value buffer) {
  napi_env env = socket->engine->env;
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return false;
  napi_value values[4] = {NULL, NULL, NULL, buffer};
  bool open = napi_create_int32(env, socket->index, &values[0]) == napi_ok &&
              napi_create_uint32(env, (uint32_t)offset, &values[1]) == napi_ok &&
              napi_create_uint32(env, (uint32_t)length, &values[2]) == napi_ok &&
              receive_call(socket, socket->engine->on_datagram, 4, values);
  napi_close_handle_scope(env, scope);
  return open;
}

// Delivers a message's datagrams: one, or a train, whose memory they share. Whether the
// socket is still there to go on with.
static bool deliver_message(udp_socket *socket, const struct mmsghdr *message) {
  napi_env env = socket->engine->env;
  const struct msghdr *header = &message->msg_hdr;
  size_t total = message->msg_len;
  size_t segment = segment_size(message);
  int32_t *sender = (int32_t *)socket->engine->addresses.data + SENDER * ADDRESS_STRIDE;
  address_export(header->msg_name, sender);

  void *data = NULL;
  napi_value buffer;
  if (napi_create_buffer(env, total, &data, &buffer) != napi_ok) {
    report_error(socket, -ENOMEM);
    return !socket->closing;
  }
  if (total > 0) memcpy(data, header->msg_iov->iov_base, total);

  size_t offset = 0;
  bool open;
  do {
    size_t left = total - offset;
    open = deliver(socket, offset, left < segment ? left : segment, buffer);
    offset += segment;
  } while (open && offset < total);
  return open;
}

// How many messages were read, or -errno, which has been reported where it is an error.
int receive_wake_up(udp_socket *socket) {
  engine *engine = socket->engine;
  if (engine->slots == NULL) engine->slots = receive_allocate();
  if (engine->slots == NULL) {
    report_error(socket, -ENOMEM);
    return -ENOMEM;
  }
  prepare(engine->slots);
  int messages = read_messages(socket->fd, engine->slots);
  if (messages == -EAGAIN) return messages;
  if (messages < 0) {
    // Somebody closed the descriptor: polling it would end in libuv's abort().
    if (messages == -EBADF) socket->receiving = false;
    report_error(socket, messages);
    return messages;
  }

  bool open = true;
  for (int message = 0; open && message < messages; message++) {
    napi_handle_scope scope;
    if (napi_open_handle_scope(engine->env, &scope) != napi_ok) break;
    open = deliver_message(socket, &engine->slots->headers[message]);
    napi_close_handle_scope(engine->env, scope);
  }
  return messages;
}

// receiveNow(socket): a wake-up at JavaScript's request, which may come in the middle of
// another; with slots of its own therefore. How many messages were read, or -errno.
napi_value receive_now(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  engine *engine = arguments.engine;
  receive_slots *busy = engine->slots;
  engine->slots = NULL;
  int messages = receive_wake_up(socket);
  receive_free(engine->slots);
  engine->slots = busy;
  return result(env, messages);
}
