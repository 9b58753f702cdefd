#include "control_messages.h"

#include <string.h>

// A head's length, and what lengths are rounded up to: cmsg(3) on 64 bits.
#define HEAD_SIZE 16
#define ALIGNMENT 8

static size_t padded(size_t length) { return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT; }

size_t control_messages_read(const uint8_t *memory, size_t size, control_message *messages) {
  size_t count = 0;
  size_t offset = 0;
  while (offset <= size && size - offset >= HEAD_SIZE) {
    struct cmsghdr head;
    memcpy(&head, memory + offset, HEAD_SIZE);
    size_t room = size - offset;
    if (head.cmsg_len < HEAD_SIZE || head.cmsg_len > room) break;
    CHECK(count < MAX_MESSAGES);
    messages[count++] = (control_message){
        .level = head.cmsg_level,
        .type = head.cmsg_type,
        .data = memory + offset + HEAD_SIZE,
        .size = head.cmsg_len - HEAD_SIZE,
        .padded = padded(head.cmsg_len) <= room,
    };
    offset += padded(head.cmsg_len);
  }
  return count;
}

size_t control_messages_find(const control_message *messages, size_t count, size_t from, int level,
                             int type, size_t least) {
  for (size_t i = from; i < count; i++) {
    const control_message *message = &messages[i];
    if (message->level == level && message->type == type && message->size >= least) return i;
  }
  return count;
}

bool control_messages_fill(const uint8_t *memory, size_t size) {
  control_message messages[MAX_MESSAGES];
  size_t count = control_messages_read(memory, size, messages);
  size_t end = 0;
  for (size_t i = 0; i < count; i++) end += padded(HEAD_SIZE + messages[i].size);
  return end == size;
}
