// Asking again after a while, where the poll can't tell when.
//
// A socket whose device queue is full (ENOBUFS) is writable all the same, so to wait for that
// would ask again in every turn of the loop until the device recovers.

#include <stdlib.h>

#include "engine.h"

// libuv's finest; a gigabit device's queue of a thousand packets takes ten of them to empty.
#define RETRY_MILLISECONDS 1

static void on_timer(uv_timer_t *timer) {
  engine *engine = timer->data;
  // JavaScript may open and close sockets meanwhile; a socket that waits again has its turn later.
  for (uint32_t index = 0; index < engine->capacity && !engine->ending; index++) {
    udp_socket *socket = engine->sockets[index];
    if (socket == NULL || !socket->waits_to_retry) continue;
    socket->waits_to_retry = false;
    watch_serve(socket, false, true, false);
  }
}

static void on_timer_closed(uv_handle_t *timer) {
  engine *engine = timer->data;
  free(timer);
  engine_handle_closed(engine);
}

static int create_timer(engine *engine) {
  uv_timer_t *timer = malloc(sizeof(*timer));
  if (timer == NULL) return UV_ENOMEM;
  int error = uv_timer_init(engine->loop, timer);
  if (error != 0) {
    free(timer);
    return error;
  }
  timer->data = engine;
  engine->open_handles++;
  engine->retry_timer = timer;
  return 0;
}

// The socket is writable, but the kernel takes nothing. Where there is no timer, the poll goes on.
void retry_later(udp_socket *socket) {
  engine *engine = socket->engine;
  if (engine->retry_timer == NULL && create_timer(engine) != 0) return;
  if (!uv_is_active((uv_handle_t *)engine->retry_timer) &&
      uv_timer_start(engine->retry_timer, on_timer, RETRY_MILLISECONDS, 0) != 0) {
    return;
  }
  socket->waits_to_retry = true;
}

void retry_end(engine *engine) {
  if (engine->retry_timer == NULL) return;
  uv_close((uv_handle_t *)engine->retry_timer, on_timer_closed);
  engine->retry_timer = NULL;
}
