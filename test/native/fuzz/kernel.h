// In the place of the kernel: takes or refuses datagrams as the input says, and looks at each.

#ifndef FAST_DGRAM_FUZZ_KERNEL_H
#define FAST_DGRAM_FUZZ_KERNEL_H

#include "fuzz.h"

// A datagram that the kernel took.
typedef struct {
  int fd;
  const uint8_t *bytes;
  size_t length;
  // Where to: NULL where the socket is connected. What it points to may be gone.
  const address *to;
  // What it pointed to.
  address name;
  // What it says besides: its control messages, without where to cut.
  uint8_t control[SEND_CONTROL_SIZE];
  size_t control_length;
} taken_datagram;

// As many as one input can describe.
#define MAX_TAKEN 8192

typedef struct {
  taken_datagram taken[MAX_TAKEN];
  size_t count;
  // The errors that belong to a datagram, rather than to its segmentation or to the moment.
  size_t charged;
  // Datagrams that a device may have dropped, as those are told who read ICMP's errors.
  size_t dropped;
} kernel_record;

// The same for all targets, since the wrapped calls have no other way to it.
extern kernel_record kernel;
// Begins anew; `answers` say what the calls return.
void kernel_start(input *answers);

#endif
