// A call of flush() or flushFrom() with descriptors that no library would write.

#ifndef FAST_DGRAM_FUZZ_SCENARIO_H
#define FAST_DGRAM_FUZZ_SCENARIO_H

#include "fuzz.h"

// The words of a descriptor, as in native/send.c.
enum { SOCKET, OFFSET, LENGTH, DESTINATION, CONTROL, STRIDE };
// Words of what a datagram says, as in native/send_control.c.
#define CONTROL_STRIDE 13
// A datagram's result, as in native/send.c.
enum { SENT = 0, QUEUED = 1 };

#define SOCKETS 4

typedef struct {
  engine *engine;
  shared_array payloads;
  // A copy of what the engine was given, which it must not change.
  const int32_t *descriptors;
  // How many of them.
  int32_t count;
} scenario;

scenario scenario_create(input *input);
void scenario_free(scenario *scenario);

#endif
