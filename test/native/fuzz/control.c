// Control messages that no kernel would write: nothing beyond their end may be read.

#include <string.h>

#include "fuzz.h"

// The longest that is tried, in bytes: room for several.
#define MAX_CONTROL 256

static bool holds(const uint8_t *bytes, size_t size, int32_t number) {
  for (size_t at = 0; at + sizeof(number) <= size; at++) {
    if (memcmp(bytes + at, &number, sizeof(number)) == 0) return true;
  }
  return false;
}

void fuzz(const uint8_t *data, size_t size) {
  input input = {data, size};
  uint32_t length = input_short(&input);
  if (input.left > MAX_CONTROL) input.left = MAX_CONTROL;
  size_t control_size = input.left;
  uint8_t *control = exact_memory(control_size);
  input_bytes(&input, control, control_size);

  struct mmsghdr message = {
      .msg_len = length,
      .msg_hdr = {.msg_control = control, .msg_controllen = control_size},
  };
  int32_t segment = control_segment_size(&message);
  // The message's own length, or one that the control messages tell.
  CHECK(segment == (int32_t)length || (segment > 0 && holds(control, control_size, segment)));

  // The message that the kernel writes for a train, behind what fits in no message.
  const int train = 1200;
  uint8_t *kernel = exact_memory(CMSG_SPACE(sizeof(train)));
  struct cmsghdr header = {
      .cmsg_len = CMSG_LEN(sizeof(train)), .cmsg_level = IPPROTO_UDP, .cmsg_type = UDP_GRO};
  memcpy(kernel, &header, sizeof(header));
  memcpy(kernel + CMSG_LEN(0), &train, sizeof(train));
  message.msg_hdr.msg_control = kernel;
  message.msg_hdr.msg_controllen = CMSG_SPACE(sizeof(train));
  CHECK(control_segment_size(&message) == train);
  free(kernel);
  free(control);
}
