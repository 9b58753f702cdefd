// Control messages: what the kernel tells of a message besides its bytes.

#include <string.h>

#include "engine.h"

// The length of the train's datagrams (the last may be shorter), or of the only one.
int32_t control_segment_size(const struct mmsghdr *message) {
  struct msghdr header = message->msg_hdr;
  const uint8_t *end = (const uint8_t *)header.msg_control + header.msg_controllen;
  for (struct cmsghdr *control = CMSG_FIRSTHDR(&header); control != NULL;
       control = CMSG_NXTHDR(&header, control)) {
    if (control->cmsg_level == IPPROTO_UDP && control->cmsg_type == UDP_GRO &&
        control->cmsg_len >= CMSG_LEN(sizeof(int)) &&
        // What it says of its length may be more than there is.
        (size_t)(end - (const uint8_t *)control) >= CMSG_LEN(sizeof(int))) {
      int size;
      memcpy(&size, CMSG_DATA(control), sizeof(size));
      if (size > 0) return size;
    }
  }
  return (int32_t)message->msg_len;
}
