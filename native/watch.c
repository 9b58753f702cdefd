// Who is told that a descriptor is ready.
//
// A libuv poll handle costs 160 bytes and five system calls, two of them epoll's, before the
// first datagram. Most of many sockets are idle, so a socket begins in an epoll set of the
// engine's own, which libuv watches by one handle for all. That costs one system call more per
// wake-up: a socket that wakes often gets a handle of its own.

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "engine.h"

// The wake-ups after which a socket is busy: more than a query and its answers take.
#define BUSY_WAKE_UPS 8
// Idle sockets served per turn of the loop; the set is level-triggered, so others follow.
#define MAX_IDLE_EVENTS 64

static void on_handle_closed(uv_handle_t *handle) {
  engine *engine = handle->data;
  free(handle);
  engine_handle_closed(engine);
}

static void close_handle(engine *engine, uv_poll_t *poll) {
  poll->data = engine;
  uv_close((uv_handle_t *)poll, on_handle_closed);
}

// A handle for a descriptor, or -errno: -EEXIST where this loop watches it already.
static int create_handle(engine *engine, int fd, void *data, uv_poll_t **created) {
  uv_poll_t *poll = malloc(sizeof(*poll));
  if (poll == NULL) return -ENOMEM;
  int error = uv_poll_init(engine->loop, poll, fd);
  if (error != 0) {
    free(poll);
    return error;
  }
  poll->data = data;
  engine->open_handles++;
  *created = poll;
  return 0;
}

// Serves a socket that is ready for these events, or has an error that a read will fetch.
//
// `failed`: the poll has said that there is an error.
void watch_serve(udp_socket *socket, bool readable, bool writable, bool failed) {
  engine *engine = socket->engine;
  napi_handle_scope scope;
  if (napi_open_handle_scope(engine->env, &scope) != napi_ok) return;
  engine->depth++;
  bool asked_for_errors = (socket->receives & RECEIVES_ICMP_ERRORS) != 0;
  if (failed && asked_for_errors) icmp_deliver(socket);
  // Reading comes first: it fetches a pending error, which a send would take for its own.
  if (!socket->closing && socket->receiving && readable) {
    int messages = receive_wake_up(socket);
    // Nothing has failed but what is in an error queue.
    if (failed && messages == -EAGAIN && !asked_for_errors) icmp_discard(socket);
  }
  // Where nothing is read, nothing else fetches it.
  if (!socket->closing && !socket->receiving && failed) descriptor_take_error(socket->fd);
  if (!socket->closing && socket->first_blocked != NULL && writable) blocked_leave(socket);
  if (!socket->closing) watch_update(socket);
  engine->depth--;
  // Safety: from here on nothing looks at the socket.
  socket_free_closed(engine);
  napi_close_handle_scope(engine->env, scope);
}

static void on_busy(uv_poll_t *poll, int status, int events) {
  udp_socket *socket = poll->data;
  // libuv reports an error state of the socket (a pending ICMP error) as a failed poll and
  // stops it: serving fetches the error, and starts the poll again.
  if (status < 0) socket->polled_events = 0;
  bool failed = status < 0;
  watch_serve(socket, failed || (events & UV_READABLE), failed || (events & UV_WRITABLE), failed);
}

static void leave_idle_set(udp_socket *socket) {
  if (!socket->idle) return;
  engine *engine = socket->engine;
  socket->idle = false;
  // A copy of the descriptor elsewhere would keep it in the set.
  (void)epoll_ctl(engine->idle_set, EPOLL_CTL_DEL, socket->fd, NULL);
  if (socket->referenced && --engine->idle_references == 0) {
    uv_unref((uv_handle_t *)engine->idle_poll);
  }
}

// What waits to be sent keeps the process alive, whether or not its socket does, as in Node.
static void hold_process(udp_socket *socket) {
  uv_handle_t *handle = (uv_handle_t *)socket->poll;
  if (socket->referenced || socket->first_blocked != NULL) {
    uv_ref(handle);
  } else {
    uv_unref(handle);
  }
}

static int make_busy(udp_socket *socket) {
  int error = create_handle(socket->engine, socket->fd, socket, &socket->poll);
  if (error != 0) return error;
  leave_idle_set(socket);
  hold_process(socket);
  return 0;
}

static void on_idle_set(uv_poll_t *poll, int status, int events) {
  (void)status;
  (void)events;
  engine *engine = poll->data;
  struct epoll_event ready[MAX_IDLE_EVENTS];
  int count = epoll_wait(engine->idle_set, ready, MAX_IDLE_EVENTS, 0);
  for (int i = 0; i < count && !engine->ending; i++) {
    // A listener may have closed it meanwhile, and another may have its index: then there is
    // nothing to read.
    uint32_t index = ready[i].data.u32;
    udp_socket *socket = index < engine->capacity ? engine->sockets[index] : NULL;
    if (socket == NULL || !socket->idle) continue;
    // Where that fails it is served from here for longer.
    if (++socket->wake_ups >= BUSY_WAKE_UPS && make_busy(socket) != 0) socket->wake_ups = 0;
    watch_serve(socket, true, false, (ready[i].events & EPOLLERR) != 0);
  }
}

static int create_idle_set(engine *engine) {
  int fd = epoll_create1(EPOLL_CLOEXEC);
  if (fd < 0) return -errno;
  int error = create_handle(engine, fd, engine, &engine->idle_poll);
  if (error != 0) {
    close(fd);
    return error;
  }
  engine->idle_set = fd;
  uv_unref((uv_handle_t *)engine->idle_poll);
  return uv_poll_start(engine->idle_poll, UV_READABLE, on_idle_set);
}

static int join_idle_set(udp_socket *socket) {
  if (socket->idle) return 0;
  engine *engine = socket->engine;
  int error = engine->idle_poll == NULL ? create_idle_set(engine) : 0;
  if (error != 0) return error;
  struct epoll_event event = {.events = EPOLLIN, .data = {.u32 = (uint32_t)socket->index}};
  if (epoll_ctl(engine->idle_set, EPOLL_CTL_ADD, socket->fd, &event) != 0) return -errno;
  socket->idle = true;
  if (socket->referenced && engine->idle_references++ == 0) {
    uv_ref((uv_handle_t *)engine->idle_poll);
  }
  return 0;
}

static int poll_busy(udp_socket *socket, int events) {
  if (events == socket->polled_events) return 0;
  int error = events == 0 ? uv_poll_stop(socket->poll)
                          : uv_poll_start(socket->poll, events, on_busy);
  socket->polled_events = error == 0 ? events : 0;
  return error;
}

// Watches a descriptor that others may watch, too, from the start by a handle of its own: which
// fails where this loop has one for it.
int watch_adopted(udp_socket *socket) { return make_busy(socket); }

// Watches for what the socket waits for now.
int watch_update(udp_socket *socket) {
  int events = 0;
  if (socket->receiving) events |= UV_READABLE;
  if (socket->first_blocked != NULL && !socket->waits_to_retry) events |= UV_WRITABLE;
  if (socket->poll == NULL && (events & UV_WRITABLE) && make_busy(socket) != 0) {
    // The idle set says nothing of room, so a timer has to ask.
    retry_later(socket);
    events &= ~UV_WRITABLE;
  }
  if (socket->poll != NULL) {
    hold_process(socket);
    return poll_busy(socket, events);
  }
  if (events != 0) return join_idle_set(socket);
  leave_idle_set(socket);
  return 0;
}

// Takes the descriptor out of epoll until the loop waits again: watch_update() puts it back. Each
// message sent frees its buffer, of which the kernel tells whoever watches the socket, whatever
// for: a twentieth of a message's time.
void watch_leave(udp_socket *socket) {
  if (socket->poll == NULL && (!socket->idle || make_busy(socket) != 0)) return;
  (void)poll_busy(socket, 0);
}

void watch_reference(udp_socket *socket, bool referenced) {
  if (referenced == socket->referenced) return;
  engine *engine = socket->engine;
  socket->referenced = referenced;
  uv_handle_t *idle_poll = (uv_handle_t *)engine->idle_poll;
  if (socket->poll != NULL) {
    hold_process(socket);
  } else if (socket->idle) {
    if (referenced && engine->idle_references++ == 0) uv_ref(idle_poll);
    if (!referenced && --engine->idle_references == 0) uv_unref(idle_poll);
  }
}

// Lets go of the descriptor, which must be done before it is closed: its number may be reused.
void watch_end(udp_socket *socket) {
  engine *engine = socket->engine;
  leave_idle_set(socket);
  if (socket->poll != NULL) close_handle(engine, socket->poll);
  socket->poll = NULL;
  // Safety: whoever delivers to the socket at this moment looks at it once more.
  socket->next_closed = engine->closed;
  engine->closed = socket;
}

// No socket is left, and none will come.
void watch_end_all(engine *engine) {
  if (engine->idle_poll == NULL) return;
  close_handle(engine, engine->idle_poll);
  engine->idle_poll = NULL;
  close(engine->idle_set);
}
