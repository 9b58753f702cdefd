// Role `cores`: how long two cores take to tell each other something, and to do something.

#define _GNU_SOURCE

#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

#include "peer.h"

enum { ROUND_TRIPS = 50000, STEPS = 5000000 };

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

// Nanoseconds per step. A step's operations do not wait for each other: whoever uses the other
// hardware thread of the core takes its units away from them, as from a program, but would not
// slow a chain.
static double measure_steps(void) {
  uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;
  uint64_t start = clock_nanoseconds();
  for (uint64_t step = 0; step < STEPS; step++) {
    a += b ^ step;
    b += 7;
    c ^= step;
    d += c;
    e -= step;
    f += e >> 1;
    // Or the compiler knows the results beforehand.
    __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f));
  }
  return (double)(clock_nanoseconds() - start) / STEPS;
}

static void *answer(void *step) {
  pin(argument_integer("listener", 0, CPU_SETSIZE - 1));
  for (unsigned trip = 0; trip < ROUND_TRIPS; trip++) {
    await(2 * trip + 1);
    atomic_store_explicit(&turn, 2 * trip + 2, memory_order_release);
  }
  *(double *)step = measure_steps();
  return NULL;
}

void role_cores(void) {
  pin(argument_integer("driver", 0, CPU_SETSIZE - 1));
  double listener_step;
  pthread_t thread;
  errno = pthread_create(&thread, NULL, answer, &listener_step);
  if (errno != 0) err(1, "pthread_create");
  // The first round trip waits for the thread to begin.
  atomic_store(&turn, 1);
  await(2);
  uint64_t start = clock_nanoseconds();
  for (unsigned trip = 1; trip < ROUND_TRIPS; trip++) {
    atomic_store_explicit(&turn, 2 * trip + 1, memory_order_release);
    await(2 * trip + 2);
  }
  double distance = (double)(clock_nanoseconds() - start) / (ROUND_TRIPS - 1);
  double step = measure_steps();
  pthread_join(thread, NULL);
  if (listener_step > step) step = listener_step;
  printf("{\"distance\":%.1f,\"step\":%.3f}\n", distance, step);
}
