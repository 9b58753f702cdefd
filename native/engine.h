// The Linux engine, with all that is below it.
//
// Every function that can fail returns >= 0 or -errno. Nothing here throws.

#ifndef FAST_DGRAM_ENGINE_H
#define FAST_DGRAM_ENGINE_H

#include "arguments.h"
#include "kernel.h"
#include "methods.h"
#include "receive.h"

// A destination that JavaScript has named once and then sends to by index.
typedef struct {
  address to;
  // Datagrams longer than this are not grouped into segmented sends: the kernel
  // refused a longer segment to this destination before.
  uint32_t segment_limit;
} destination;

// One for each time that JavaScript loads the library: usually once per thread. Jest, for one,
// loads it anew for each test file.
struct engine {
  napi_env env;
  uv_loop_t *loop;
  // The object whose methods JavaScript calls, and which holds what the arrays and callbacks
  // below belong to: strong while a socket is open, weak otherwise.
  napi_ref object;
  napi_async_cleanup_hook_handle cleanup;
  // The environment ends.
  bool ending;
  // The object is gone.
  bool finalized;
  udp_socket **sockets;
  uint32_t capacity;
  uint32_t first_free;
  uint32_t open_sockets;
  uint32_t open_handles;
  // The epoll set of sockets without a poll handle of their own, and its handle.
  int idle_set;
  uv_poll_t *idle_poll;
  uint32_t idle_references;
  uv_timer_t *retry_timer;
  // Sockets that were closed, until nothing that is under way can refer to them.
  udp_socket *closed;
  uint32_t depth;
  shared_array send_slab;
  shared_array send_descriptors;
  shared_array send_results;
  shared_array unblocked_results;
  shared_array receive_slab;
  shared_array receive_messages;
  shared_array delivery;
  shared_array receive_info;
  shared_array send_controls;
  shared_array addresses;
  destination *destinations;
  uint32_t destination_capacity;
  // Whether the kernel is known to have segmentation.
  bool segments;
  // Whether the kernel is one that takes fewer segments in a message than later ones do.
  bool takes_few_segments;
  // A socket that does nothing but take trains: -1 until another takes them.
  int train_keeper;
  receive_slots *slots;
  // Of sockets for whose own counters there is no memory.
  socket_counters uncounted;
  napi_ref on_context_needed;
  napi_ref on_datagrams;
  napi_ref on_batch;
  napi_ref on_delivered;
  napi_ref on_receive_error;
  napi_ref on_icmp_error;
  napi_ref on_dropped;
  napi_ref on_unblocked;
};

// engine.c
int engine_add(engine *engine, udp_socket *socket);
void engine_remove(engine *engine, const udp_socket *socket);
void engine_handle_closed(engine *engine);

#endif
