// Which socket of a reusePort group gets a datagram.
//
// The kernel chooses by a hash of the flow, or asks a classic BPF program that belongs to the
// group, whose answer is a socket's place in the order of their binds (socket(7),
// SO_ATTACH_REUSEPORT_CBPF, Linux 4.5). A place that is not there means the hash.

#include <errno.h>
#include <linux/filter.h>

#include "engine.h"

// asm/socket.h: Linux 5.3.
#ifndef SO_DETACH_REUSEPORT_BPF
#define SO_DETACH_REUSEPORT_BPF 68
#endif

// Ways to choose, shared with JavaScript.
enum { STEER_BY_FLOW, STEER_BY_CPU, STEER_AT_RANDOM };

// setSteering(socket, way, sockets)
napi_value steering_set(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL) return result(env, -EBADF);
  int32_t way = arguments_int32(&arguments, 1);
  int32_t sockets = arguments_int32(&arguments, 2);
  if (way == STEER_BY_FLOW) {
    int unused = 0;
    int status =
        setsockopt(socket->fd, SOL_SOCKET, SO_DETACH_REUSEPORT_BPF, &unused, sizeof(unused));
    // There is no program to take away: so it is by flow.
    return result(env, status == 0 || errno == ENOENT ? 0 : -errno);
  }
  if ((way != STEER_BY_CPU && way != STEER_AT_RANDOM) || sockets < 1) {
    return result(env, -EINVAL);
  }
  uint32_t source =
      (uint32_t)SKF_AD_OFF + (uint32_t)(way == STEER_BY_CPU ? SKF_AD_CPU : SKF_AD_RANDOM);
  struct sock_filter instructions[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, source),
      BPF_STMT(BPF_ALU | BPF_MOD | BPF_K, (uint32_t)sockets),
      BPF_STMT(BPF_RET | BPF_A, 0),
  };
  struct sock_fprog program = {
      .len = sizeof(instructions) / sizeof(instructions[0]),
      .filter = instructions,
  };
  return outcome(env, setsockopt(socket->fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program,
                                 sizeof(program)));
}
