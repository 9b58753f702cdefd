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
