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

// A datagram's place in the wake-up's buffer, as JavaScript reads it.
enum { DATAGRAM_OFFSET, DATAGRAM_LENGTH, DATAGRAM_SENDER, DATAGRAM_STRIDE };

// The shared address array's position 0 is for a socket's own names; senders follow.
#define FIRST_SENDER 1

// One set per engine, for all its sockets: delivery is synchronous. Pages that no
// datagram reached cost nothing.
struct receive_slots {
  struct mmsghdr headers[SLOTS];
  struct iovec vectors[SLOTS];
  address senders[SLOTS];
  _Alignas(struct cmsghdr) uint8_t controls[SLOTS][CONTROL_SIZE];
  uint8_t *payloads;
};

// How far a wake-up's messages have been packed.
typedef struct {
  int message;
  size_t offset;
} cursor;

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

// Describes as many datagrams as JavaScript's array has room for, and says how many bytes
// they are. Usually that is the whole wake-up.
static size_t describe(engine *engine, int messages, cursor *at, size_t *bytes) {
  receive_slots *slots = engine->slots;
  int32_t *datagrams = engine->received_datagrams.data;
  size_t room =
      engine->received_datagrams.length / (DATAGRAM_STRIDE * sizeof(*datagrams));
  size_t count = 0;
  *bytes = 0;
  while (at->message < messages && count < room) {
    const struct mmsghdr *message = &slots->headers[at->message];
    if (at->offset == 0) {
      address_export(&slots->senders[at->message],
                     (int32_t *)engine->addresses.data +
                         (size_t)(FIRST_SENDER + at->message) * ADDRESS_STRIDE);
    }
    size_t segment = segment_size(message);
    do {
      size_t left = message->msg_len - at->offset;
      size_t length = left < segment ? left : segment;
      int32_t *datagram = &datagrams[count++ * DATAGRAM_STRIDE];
      datagram[DATAGRAM_OFFSET] = (int32_t)*bytes;
      datagram[DATAGRAM_LENGTH] = (int32_t)length;
      datagram[DATAGRAM_SENDER] = FIRST_SENDER + at->message;
      *bytes += length;
      at->offset += length;
    } while (at->offset < message->msg_len && count < room);
    if (at->offset >= message->msg_len) *at = (cursor){at->message + 1, 0};
  }
  return count;
}

// Copies the bytes between two cursors, packed: a train's datagrams lie in its slot in order.
static void pack(const receive_slots *slots, cursor from, cursor to, uint8_t *target) {
  for (; from.message < to.message || from.offset < to.offset;
       from = (cursor){from.message + 1, 0}) {
    size_t end = from.message < to.message ? slots->headers[from.message].msg_len : to.offset;
    memcpy(target, (uint8_t *)slots->vectors[from.message].iov_base + from.offset,
           end - from.offset);
    target += end - from.offset;
    if (from.message == to.message) break;
  }
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

static bool deliver(udp_socket *socket, size_t count, napi_value buffer) {
  napi_env env = socket->engine->env;
  bool open = true;
  for (size_t index = 0; open && index < count; index++) {
    napi_handle_scope scope;
    if (napi_open_handle_scope(env, &scope) != napi_ok) return false;
    napi_value values[3] = {NULL, NULL, buffer};
    open = napi_create_int32(env, socket->index, &values[0]) == napi_ok &&
           napi_create_uint32(env, (uint32_t)index, &values[1]) == napi_ok &&
           receive_call(socket, socket->engine->on_datagram, 3, values);
    napi_close_handle_scope(env, scope);
  }
  return open;
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

  cursor at = {0, 0};
  bool open = true;
  while (open && at.message < messages) {
    cursor from = at;
    size_t bytes;
    size_t count = describe(engine, messages, &at, &bytes);
    void *data = NULL;
    napi_value buffer;
    if (napi_create_buffer(engine->env, bytes, &data, &buffer) != napi_ok) {
      report_error(socket, -ENOMEM);
      return -ENOMEM;
    }
    if (bytes > 0) pack(engine->slots, from, at, data);
    open = deliver(socket, count, buffer);
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
