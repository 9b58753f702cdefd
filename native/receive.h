// The way of a datagram in.

#ifndef FAST_DGRAM_RECEIVE_H
#define FAST_DGRAM_RECEIVE_H

#include "received_control.h"
#include "shared_memory.h"
#include "socket.h"

// receive.c
int receive_wake_up(udp_socket *socket);
int receive_one_by_one(udp_socket *socket);
void receive_report_error(udp_socket *socket, int error);

// receive_slots.c
// One set per engine, for all its sockets: delivery is synchronous.
typedef struct {
  struct mmsghdr headers[RECEIVE_SLOTS];
  struct iovec own[RECEIVE_SLOTS];
  // Where there is a lender.
  struct iovec lent[RECEIVE_SLOTS];
  napi_ref lenders[RECEIVE_SLOTS];
  address senders[RECEIVE_SLOTS];
  _Alignas(struct cmsghdr) uint8_t controls[RECEIVE_SLOTS][RECEIVED_CONTROL_SIZE];
  // The slots that the last read has used.
  int used;
  bool uses_lent;
  bool keeps_memory;
} receive_slots;

receive_slots *receive_slots_of(engine *engine);
void receive_slots_prepare(receive_slots *slots, bool uses_lent);
bool receive_slots_is_lent(const receive_slots *slots, int slot);
void receive_slots_end(engine *engine);

#endif
