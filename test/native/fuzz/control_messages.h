// Control messages as they lie in memory, taken apart without the macros that the engine uses.

#ifndef FAST_DGRAM_FUZZ_CONTROL_MESSAGES_H
#define FAST_DGRAM_FUZZ_CONTROL_MESSAGES_H

#include "fuzz.h"

typedef struct {
  int level;
  int type;
  const uint8_t *data;
  size_t size;
  // Its padding is there, too: a reader may leave out one that lacks it, and no other.
  bool padded;
} control_message;

// As many as one input can describe.
#define MAX_MESSAGES 64

// Takes apart what can be reached from the front. How many messages.
size_t control_messages_read(const uint8_t *memory, size_t size, control_message *messages);
// The first message at or behind `from` of that level and type with `least` bytes; or `count`.
size_t control_messages_find(const control_message *messages, size_t count, size_t from, int level,
                             int type, size_t least);
// Whether the memory is one message behind the other from its front to its end.
bool control_messages_fill(const uint8_t *memory, size_t size);

#endif
