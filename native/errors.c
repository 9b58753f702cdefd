// What the errors of system calls mean.

#include <errno.h>

#include "engine.h"

// The kernel takes no more for now.
bool error_is_backpressure(int error) {
  return error == -EAGAIN || error == -EWOULDBLOCK || error == -ENOBUFS;
}

// Somebody else has closed the descriptor: its number is nobody's, or another file's. To poll it
// would end in libuv's abort().
bool error_is_lost_descriptor(int error) { return error == -EBADF || error == -ENOTSOCK; }

// There is no segmentation: the device cannot checksum segments (EIO), or the kernel is one that
// is emulated and does not know it.
bool error_is_no_segmentation(int error) {
  return error == -EIO || error == -ENOPROTOOPT || error == -EOPNOTSUPP;
}

// Of a message of segments: whether these were refused rather than its datagrams. EINVAL (before
// Linux 6.14) or EMSGSIZE (since): a segment with its headers is above the path's MTU. EPERM: a
// firewall takes all segments for one packet, whose length it forbids.
bool error_may_be_of_segmentation(int error) {
  return error_is_no_segmentation(error) || error == -EINVAL || error == -EMSGSIZE ||
         error == -EPERM;
}
