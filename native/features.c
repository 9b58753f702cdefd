// What this kernel can do, asked of a socket that is thrown away.

#include <errno.h>
#include <unistd.h>

#include "engine.h"

// Bits of the answer, shared with JavaScript.
enum { FEATURE_GSO = 1, FEATURE_GRO = 2 };

// features(): the bits of what the kernel has, or -errno.
napi_value features_probe(napi_env env, napi_callback_info info) {
  (void)info;
  static const struct {
    int bit, option;
  } features[] = {{FEATURE_GSO, UDP_SEGMENT}, {FEATURE_GRO, UDP_GRO}};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return result(env, -errno);
  int found = 0;
  for (size_t i = 0; i < sizeof(features) / sizeof(features[0]); i++) {
    // For both, 0 is the default.
    int value = 0;
    if (setsockopt(fd, IPPROTO_UDP, features[i].option, &value, sizeof(value)) == 0) {
      found |= features[i].bit;
    }
  }
  close(fd);
  return result(env, found);
}
