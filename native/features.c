// What this kernel can do, asked of a socket that is thrown away.

#include <errno.h>
#include <linux/filter.h>
#include <linux/sock_diag.h>
#include <unistd.h>

#include "engine.h"

// Bits of the answer, shared with JavaScript.
enum {
  FEATURE_GSO = 1,
  FEATURE_GRO = 2,
  FEATURE_DESTINATION = 4,
  FEATURE_TOS = 8,
  FEATURE_TTL = 16,
  FEATURE_TIMESTAMP = 32,
  FEATURE_TXTIME = 64,
  FEATURE_ICMP_ERRORS = 128,
  FEATURE_DROPS = 256,
  FEATURE_STEERING = 512
};

static bool can_set(int fd, int level, int name, const void *value, size_t size) {
  return setsockopt(fd, level, name, value, (socklen_t)size) == 0;
}

static bool can_steer(int fd) {
  int on = 1;
  struct sock_filter instruction = BPF_STMT(BPF_RET | BPF_K, 0);
  struct sock_fprog program = {.len = 1, .filter = &instruction};
  return can_set(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) &&
         can_set(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof(program));
}

static bool can_count_drops(int fd) {
  uint32_t memory[SK_MEMINFO_VARS];
  socklen_t length = sizeof(memory);
  return getsockopt(fd, SOL_SOCKET, SO_MEMINFO, memory, &length) == 0;
}

// features(): the bits of what the kernel has, or -errno.
napi_value features_probe(napi_env env, napi_callback_info info) {
  (void)info;
  static const struct {
    int bit, level, name, value;
  } options[] = {
      // For both, 0 is the default.
      {FEATURE_GSO, IPPROTO_UDP, UDP_SEGMENT, 0},
      {FEATURE_GRO, IPPROTO_UDP, UDP_GRO, 0},
      {FEATURE_DESTINATION, IPPROTO_IP, IP_PKTINFO, 1},
      {FEATURE_TOS, IPPROTO_IP, IP_RECVTOS, 1},
      {FEATURE_TTL, IPPROTO_IP, IP_RECVTTL, 1},
      {FEATURE_TIMESTAMP, SOL_SOCKET, SO_TIMESTAMPNS, 1},
      {FEATURE_ICMP_ERRORS, IPPROTO_IP, IP_RECVERR, 1},
  };
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return result(env, -errno);
  int found = 0;
  for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
    int value = options[i].value;
    if (can_set(fd, options[i].level, options[i].name, &value, sizeof(value))) {
      found |= options[i].bit;
    }
  }
  txtime_option txtime = {.clock = CLOCK_MONOTONIC};
  if (can_set(fd, SOL_SOCKET, SO_TXTIME, &txtime, sizeof(txtime))) {
    found |= FEATURE_TXTIME;
  }
  if (can_count_drops(fd)) found |= FEATURE_DROPS;
  if (can_steer(fd)) found |= FEATURE_STEERING;
  close(fd);
  return result(env, found);
}
