// A socket's life: open or adopt, bind, connect, poll, close.

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine.h"

// Flags of bind(), shared with JavaScript.
enum { BIND_REUSE_ADDRESS = 1, BIND_REUSE_PORT = 2, BIND_IPV6_ONLY = 4 };

// Frees what was closed, once no delivery is under way that looks at it once more.
void socket_free_closed(engine *engine) {
  if (engine->depth > 0) return;
  while (engine->closed != NULL) {
    udp_socket *socket = engine->closed;
    engine->closed = socket->next_closed;
    counters_free(socket);
    free(socket);
  }
}

// Whether messages of segments can leave: an older or an emulated kernel might send them as one
// datagram.
static bool can_segment(engine *engine, int fd) {
  int size;
  socklen_t length = sizeof(size);
  if (!engine->segments && getsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, &length) == 0) {
    engine->segments = true;
  }
  return engine->segments;
}

// Takes the descriptor over, unless it fails: then it remains the caller's.
static int take_descriptor(engine *engine, int fd, bool ipv6, bool adopted) {
  socket_free_closed(engine);
  udp_socket *socket = calloc(1, sizeof(*socket));
  if (socket == NULL) return -ENOMEM;
  socket->engine = engine;
  socket->fd = fd;
  socket->ipv6 = ipv6;
  socket->index = -1;
  socket->referenced = true;
  socket->delivery = DELIVER_DATAGRAMS;
  socket->budget = RECEIVE_SLOTS;
  socket->coalesces = true;
  socket->segments = can_segment(engine, fd);
  socket->segment_limit = UINT32_MAX;
  socket->blocked_limit = UINT64_MAX;

  int error = engine_add(engine, socket);
  if (error >= 0 && adopted) error = watch_adopted(socket);
  if (error < 0) {
    socket->fd = -1;
    socket_close(socket);
    return error;
  }
  return socket->index;
}

// open(family): a new, unbound socket. Its index, or -errno.
napi_value socket_open(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  if (arguments.engine->ending) return result(env, -ECANCELED);
  int family = arguments_int32(&arguments, 0) == 6 ? AF_INET6 : AF_INET;
  int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return result(env, -errno);
  descriptor_make_room(fd);
  int index = take_descriptor(arguments.engine, fd, family == AF_INET6, false);
  if (index < 0) close(fd);
  return result(env, index);
}

static bool is_open(const engine *engine, int fd) {
  for (uint32_t index = 0; index < engine->capacity; index++) {
    if (engine->sockets[index] != NULL && engine->sockets[index]->fd == fd) return true;
  }
  return false;
}

// adopt(fd): takes an existing socket over. Its index, or -errno, in which case
// the descriptor remains the caller's.
napi_value socket_adopt(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  if (arguments.engine->ending) return result(env, -ECANCELED);
  int fd = arguments_int32(&arguments, 0);
  // As libuv says of a descriptor that its loop watches.
  if (is_open(arguments.engine, fd)) return result(env, -EEXIST);
  int family = 0;
  socklen_t length = sizeof(family);
  if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &length) != 0) return result(env, -errno);
  return result(env, take_descriptor(arguments.engine, fd, family == AF_INET6, true));
}

int socket_close(udp_socket *socket) {
  if (socket->closing) return -EBADF;
  socket->closing = true;
  engine *engine = socket->engine;
  if (socket->index >= 0) engine_remove(engine, socket);
  blocked_discard(socket);
  watch_end(socket);
  if (socket->async_context != NULL) {
    napi_async_destroy(engine->env, socket->async_context);
    socket->async_context = NULL;
  }
  int fd = socket->fd;
  socket->fd = -1;
  return fd < 0 || close(fd) == 0 ? 0 : -errno;
}

// close(socket)
napi_value socket_close_call(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  return result(env, socket == NULL ? -EBADF : socket_close(socket));
}

// bind(socket, family, address, port, flags)
napi_value socket_bind(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);

  bool ipv6 = arguments_int32(&arguments, 1) == 6;
  char text[ADDRESS_TEXT_SIZE];
  if (arguments_string(&arguments, 2, text, sizeof(text)) < 0) return result(env, -EINVAL);
  address address;
  int error = address_parse(ipv6, text, arguments_int32(&arguments, 3), &address);
  if (error != 0) return result(env, error);

  static const struct {
    int flag, level, name;
  } options[] = {
      {BIND_REUSE_ADDRESS, SOL_SOCKET, SO_REUSEADDR},
      {BIND_REUSE_PORT, SOL_SOCKET, SO_REUSEPORT},
      {BIND_IPV6_ONLY, IPPROTO_IPV6, IPV6_V6ONLY},
  };
  int flags = arguments_int32(&arguments, 4);
  if ((flags & BIND_IPV6_ONLY) && !ipv6) return result(env, -EINVAL);
  for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
    int on = 1;
    if ((flags & options[i].flag) &&
        setsockopt(socket->fd, options[i].level, options[i].name, &on, sizeof(on)) != 0) {
      return result(env, -errno);
    }
  }
  int status = bind(socket->fd, &address.any, address_length(&address));
  // A descriptor of the other family: Node reports it as a bad argument.
  if (status != 0 && errno == EAFNOSUPPORT) return result(env, -EINVAL);
  return outcome(env, status);
}

// 0, or -1 and errno.
static int set_peer(const udp_socket *socket, const struct sockaddr *peer, socklen_t length) {
  int status;
  do {
    status = connect(socket->fd, peer, length);
  } while (status != 0 && errno == EINTR);
  return status;
}

// connect(socket, family, address, port)
napi_value socket_connect(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  char text[ADDRESS_TEXT_SIZE];
  if (arguments_string(&arguments, 2, text, sizeof(text)) < 0) return result(env, -EINVAL);
  address address;
  int error = address_parse(arguments_int32(&arguments, 1) == 6, text,
                            arguments_int32(&arguments, 3), &address);
  if (error != 0) return result(env, error);
  if (set_peer(socket, &address.any, address_length(&address)) != 0) return result(env, -errno);
  socket->peer_is_ipv4 = address_is_reached_by_ipv4(&address, socket->fd);
  // What the path to another has refused says nothing of this one.
  socket->segment_limit = UINT32_MAX;
  return result(env, 0);
}

// disconnect(socket)
napi_value socket_disconnect(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  blocked_keep_peer(socket);
  // connect(2): AF_UNSPEC dissolves the association.
  struct sockaddr unspecified = {.sa_family = AF_UNSPEC};
  return outcome(env, set_peer(socket, &unspecified, sizeof(unspecified)));
}

static napi_value export_name(napi_env env, napi_callback_info info,
                              int (*get_name)(int, struct sockaddr *, socklen_t *)) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  address address = {0};
  socklen_t length = sizeof(address);
  if (get_name(socket->fd, &address.any, &length) != 0) return result(env, -errno);
  address_export(&address, arguments.engine, ADDRESS_NAME);
  return result(env, 0);
}

// localAddress(socket): writes the bound address to position 0 of the shared address array.
napi_value socket_name(napi_env env, napi_callback_info info) {
  return export_name(env, info, getsockname);
}

// peerAddress(socket): writes the connected address to position 0 of the shared address array.
napi_value socket_peer(napi_env env, napi_callback_info info) {
  return export_name(env, info, getpeername);
}

// receive(socket, receives): starts delivering datagrams, with what is asked for (RECEIVE_…
// flags), or changes whether trains may arrive in one read.
napi_value socket_receive(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int error = receive_options_set(socket, arguments_int32(&arguments, 1));
  if (error != 0) return result(env, error);
  socket->receiving = true;
  return result(env, watch_update(socket));
}

// pause(socket): delivers nothing until receive() is called again.
napi_value socket_pause(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  socket->receiving = false;
  return result(env, watch_update(socket));
}

// reference(socket, on): whether the socket keeps the process alive.
napi_value socket_reference(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  watch_reference(socket, arguments_int32(&arguments, 1) == 1);
  return result(env, 0);
}

// descriptor(socket): the descriptor's number.
napi_value socket_descriptor(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  return result(env, socket == NULL ? -EBADF : socket->fd);
}
