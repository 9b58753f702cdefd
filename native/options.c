// Socket options by level and name: integers, and bytes for all others.

#include <errno.h>
#include <linux/filter.h>

#include "engine.h"

// setOption(socket, level, name, value)
napi_value option_set(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int value = arguments_int32(&arguments, 3);
  return outcome(env, setsockopt(socket->fd, arguments_int32(&arguments, 1),
                                 arguments_int32(&arguments, 2), &value, sizeof(value)));
}

// getOption(socket, level, name): the value, or -errno.
napi_value option_get(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int value = 0;
  socklen_t length = sizeof(value);
  if (getsockopt(socket->fd, arguments_int32(&arguments, 1), arguments_int32(&arguments, 2),
                 &value, &length) != 0) {
    return result(env, -errno);
  }
  return result(env, value);
}

// The longest value of an option: a classic BPF program is given by its address, a name or a
// structure of the kernel's is shorter.
#define MAX_OPTION_SIZE 4096

// setOptionBytes(socket, level, name, bytes)
napi_value option_set_bytes(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  shared_array bytes;
  if (!arguments_bytes(&arguments, 3, &bytes) || bytes.length > MAX_OPTION_SIZE) {
    return result(env, -EINVAL);
  }
  return outcome(env, setsockopt(socket->fd, arguments_int32(&arguments, 1),
                                 arguments_int32(&arguments, 2), bytes.data,
                                 (socklen_t)bytes.length));
}

// getsockopt(2), which counts a filter's length in instructions.
//
// Safety: told its bytes it would write eight times as many.
static int get_bytes(int fd, int level, int name, void *bytes, socklen_t *length) {
  bool is_filter = level == SOL_SOCKET && name == SO_GET_FILTER;
  socklen_t unit = is_filter ? sizeof(struct sock_filter) : 1;
  *length /= unit;
  // Asked for no instructions it would tell how many there are.
  if (is_filter && *length == 0) return -EINVAL;
  if (getsockopt(fd, level, name, bytes, length) != 0) return -errno;
  *length *= unit;
  return 0;
}

// getOptionBytes(socket, level, name, bytes): how many bytes the option has, or -errno.
napi_value option_get_bytes(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  shared_array bytes;
  if (!arguments_bytes(&arguments, 3, &bytes) || bytes.length > MAX_OPTION_SIZE) {
    return result(env, -EINVAL);
  }
  socklen_t length = (socklen_t)bytes.length;
  int error = get_bytes(socket->fd, arguments_int32(&arguments, 1), arguments_int32(&arguments, 2),
                        bytes.data, &length);
  return result(env, error != 0 ? error : (int32_t)length);
}
