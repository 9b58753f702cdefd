// Roles that listen: a thread of its own serves the socket, while the main thread waits for
// `start` and `stop`, which cost the serving one nothing.

#include <err.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "peer.h"

void server_count(server *server, uint64_t received, uint64_t bytes) {
  // Nobody else writes these, so they need no atomic addition.
  uint64_t so_far = atomic_load_explicit(&server->received, memory_order_relaxed);
  atomic_store_explicit(&server->received, so_far + received, memory_order_relaxed);
  so_far = atomic_load_explicit(&server->bytes, memory_order_relaxed);
  atomic_store_explicit(&server->bytes, so_far + bytes, memory_order_relaxed);
}

static bool read_line(char *line, int capacity) {
  if (fgets(line, capacity, stdin) == NULL) return false;
  line[strcspn(line, "\n")] = '\0';
  return true;
}

static void count_until_stop(server *server) {
  instant start = instant_now();
  uint64_t received = 0;
  uint64_t bytes = 0;
  char line[16];
  while (read_line(line, sizeof(line))) {
    if (strcmp(line, "start") == 0) {
      start = instant_now();
      received = server->received;
      bytes = server->bytes;
    } else if (strcmp(line, "stop") == 0) {
      received = server->received - received;
      bytes = server->bytes - bytes;
      result_print(start, instant_now(), "\"received\":%" PRIu64 ",\"bytes\":%" PRIu64,
                   received, bytes);
      return;
    }
  }
}

static void *run(void *data) {
  server *server = data;
  server->serve(server);
  return NULL;
}

void server_run(void (*serve)(server *)) {
  // Static, since the thread uses it until the process has ended.
  static server server;
  server.serve = serve;
  server.fd = udp_open();
  uint16_t port = udp_bind(server.fd);
  pthread_t thread;
  int error = pthread_create(&thread, NULL, run, &server);
  if (error != 0) errx(1, "pthread_create: %s", strerror(error));
  if (printf("{\"port\":%" PRIu16 "}\n", port) < 0 || fflush(stdout) != 0) {
    err(1, "standard output");
  }
  count_until_stop(&server);
}
