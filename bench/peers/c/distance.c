// Role `distance`: how long two cores take to tell each other something.

#define _GNU_SOURCE

#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

#include "peer.h"

enum { ROUND_TRIPS = 50000 };

// The turn's number: odd ones are answered with the next even one.
static _Atomic unsigned turn;

static void pin(uint64_t core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET((size_t)core, &cores);
  if (sched_setaffinity(0, sizeof(cores), &cores) != 0) err(1, "sched_setaffinity");
}

static void await(unsigned number) {
  while (atomic_load_explicit(&turn, memory_order_acquire) != number) continue;
}

static void *answer(void *unused) {
  (void)unused;
  pin(argument_integer("listener", 0, CPU_SETSIZE - 1));
  for (unsigned trip = 0; trip < ROUND_TRIPS; trip++) {
    await(2 * trip + 1);
    atomic_store_explicit(&turn, 2 * trip + 2, memory_order_release);
  }
  return NULL;
}

void role_distance(void) {
  pin(argument_integer("driver", 0, CPU_SETSIZE - 1));
  pthread_t thread;
  errno = pthread_create(&thread, NULL, answer, NULL);
  if (errno != 0) err(1, "pthread_create");
  // The first round trip waits for the thread to begin.
  atomic_store(&turn, 1);
  await(2);
  uint64_t start = clock_nanoseconds();
  for (unsigned trip = 1; trip < ROUND_TRIPS; trip++) {
    atomic_store_explicit(&turn, 2 * trip + 1, memory_order_release);
    await(2 * trip + 2);
  }
  uint64_t end = clock_nanoseconds();
  pthread_join(thread, NULL);
  printf("{\"nanoseconds\":%.1f}\n", (double)(end - start) / (ROUND_TRIPS - 1));
}
