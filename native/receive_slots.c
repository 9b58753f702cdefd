// The memory that messages are read into: a slot for each message of a read.
//
// A slot's own memory is a part of JavaScript's slab, out of which a message is copied. To slots
// that trains fill JavaScript lends memory besides, and hands that on instead of a copy, with what
// was read there.

#include <errno.h>
#include <stdlib.h>

#include "engine.h"

// The engine's, or NULL where there is no memory.
receive_slots *receive_slots_of(engine *engine) {
  if (engine->slots != NULL) return engine->slots;
  receive_slots *slots = calloc(1, sizeof(*slots));
  if (slots == NULL) return NULL;
  for (int slot = 0; slot < RECEIVE_SLOTS; slot++) {
    slots->own[slot].iov_base = (uint8_t *)engine->receive_slab.data + (size_t)slot * SLOT_SIZE;
    slots->own[slot].iov_len = SLOT_SIZE;
  }
  slots->used = RECEIVE_SLOTS;
  engine->slots = slots;
  return slots;
}

// Makes the slots ready for a read: the kernel has shortened the name and control lengths of
// those that the last one has used.
void receive_slots_prepare(receive_slots *slots, bool uses_lent) {
  if (uses_lent != slots->uses_lent) slots->used = RECEIVE_SLOTS;
  slots->uses_lent = uses_lent;
  for (int slot = 0; slot < slots->used; slot++) {
    struct msghdr *header = &slots->headers[slot].msg_hdr;
    bool is_lent = uses_lent && slots->lenders[slot] != NULL;
    header->msg_name = &slots->senders[slot];
    header->msg_namelen = sizeof(slots->senders[slot]);
    header->msg_iov = is_lent ? &slots->lent[slot] : &slots->own[slot];
    header->msg_iovlen = 1;
    header->msg_control = slots->controls[slot];
    header->msg_controllen = RECEIVED_CONTROL_SIZE;
    header->msg_flags = 0;
  }
}

bool receive_slots_is_lent(const receive_slots *slots, int slot) {
  return slots->headers[slot].msg_hdr.msg_iov == &slots->lent[slot];
}

static void give_back(napi_env env, receive_slots *slots, int slot) {
  if (slots->lenders[slot] == NULL) return;
  napi_delete_reference(env, slots->lenders[slot]);
  slots->lenders[slot] = NULL;
}

// lend(slot, memory): an ArrayBuffer of a slot's size for what is read next, which JavaScript
// leaves alone until it lends the slot another. The one before it is JavaScript's again, also
// where this fails. 0 or -errno.
napi_value receive_slots_lend(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  int32_t slot = arguments_int32(&arguments, 0);
  if (arguments.count < 2 || slot < 0 || slot >= RECEIVE_SLOTS) return result(env, -EINVAL);
  receive_slots *slots = receive_slots_of(arguments.engine);
  if (slots == NULL) return result(env, -ENOMEM);
  give_back(env, slots, slot);
  // Safety: no slot is read into as it was prepared before.
  slots->used = RECEIVE_SLOTS;
  bool is_buffer;
  size_t length;
  if (napi_is_arraybuffer(env, arguments.values[1], &is_buffer) != napi_ok || !is_buffer ||
      napi_get_arraybuffer_info(env, arguments.values[1], &slots->lent[slot].iov_base, &length) !=
          napi_ok ||
      length < SLOT_SIZE) {
    return result(env, -EINVAL);
  }
  slots->lent[slot].iov_len = SLOT_SIZE;
  if (napi_create_reference(env, arguments.values[1], 1, &slots->lenders[slot]) != napi_ok) {
    slots->lenders[slot] = NULL;
    return result(env, -ENOMEM);
  }
  return result(env, 0);
}

// Lets go of what JavaScript has lent.
void receive_slots_end(engine *engine) {
  if (engine->slots == NULL) return;
  for (int slot = 0; slot < RECEIVE_SLOTS; slot++) give_back(engine->env, engine->slots, slot);
}
