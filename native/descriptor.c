// Descriptors that come from elsewhere: what they are, and copies of them.

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "engine.h"

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
  return result(env, close(arguments_int32(&arguments, 0)) != 0 ? -errno : 0);
}
