// Descriptors: their table, and those that come from elsewhere.

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine.h"

// Linux doubles a process's table of descriptors, from 256 on, whenever it is full; where threads
// share it, that waits for an RCU grace period, in which the event loop stands. So one that takes
// the last place of every third table makes the next eight times as large. Where the process may
// not have so many (EMFILE, EINVAL) the kernel goes on doubling.
void descriptor_make_room(int fd) {
  if (fd != 255 && fd != 2047 && fd != 16383) return;
  int last = fcntl(fd, F_DUPFD_CLOEXEC, 8 * (fd + 1) - 1);
  if (last >= 0) close(last);
}

// Takes the error that is pending on a socket, which its next send would take for its own.
void descriptor_take_error(int fd) {
  int pending;
  socklen_t length = sizeof(pending);
  (void)getsockopt(fd, SOL_SOCKET, SO_ERROR, &pending, &length);
}

// descriptorKind(fd): libuv's handle type for the descriptor (UV_UDP, UV_TTY, ...).
napi_value descriptor_kind(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  return result(env, uv_guess_handle(arguments_int32(&arguments, 0)));
}

// duplicateDescriptor(fd): a close-on-exec copy.
napi_value descriptor_duplicate(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  int copy = fcntl(arguments_int32(&arguments, 0), F_DUPFD_CLOEXEC, 0);
  return result(env, copy < 0 ? -errno : copy);
}

// closeDescriptor(fd): for a copy that found no owner.
napi_value descriptor_close(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  return outcome(env, close(arguments_int32(&arguments, 0)));
}
