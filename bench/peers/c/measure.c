// How long something took, on the clock and of the CPU.

#include <err.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

#include "peer.h"

uint64_t clock_nanoseconds(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) err(1, "clock_gettime");
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static uint64_t microseconds(struct timeval time) {
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

instant instant_now(void) {
  struct rusage usage;
  if (getrusage(RUSAGE_SELF, &usage) != 0) err(1, "getrusage");
  return (instant){clock_nanoseconds(), microseconds(usage.ru_utime),
                   microseconds(usage.ru_stime)};
}

measurement measurement_begin(double warmup, double seconds) {
  return (measurement){
      .count_from = clock_nanoseconds() + (uint64_t)(warmup * 1e9),
      .duration = (uint64_t)(seconds * 1e9),
      .phase = WARMING_UP,
  };
}

phase measurement_phase(measurement *measurement) {
  uint64_t now = clock_nanoseconds();
  // From when it really starts: a process may not have run when it was due.
  if (measurement->phase == WARMING_UP && now >= measurement->count_from) {
    measurement->phase = COUNTING;
    measurement->start = instant_now();
  } else if (measurement->phase == COUNTING &&
             now - measurement->start.nanoseconds >= measurement->duration) {
    measurement->phase = OVER;
    measurement->end = instant_now();
  }
  return measurement->phase;
}

void result_print(instant start, instant end, const char *counts, ...) {
  printf("{\"seconds\":%.6f,\"user\":%" PRIu64 ",\"system\":%" PRIu64 ",",
         (double)(end.nanoseconds - start.nanoseconds) / 1e9,
         end.user_microseconds - start.user_microseconds,
         end.system_microseconds - start.system_microseconds);
  va_list values;
  va_start(values, counts);
  vprintf(counts, values);
  va_end(values);
  if (puts("}") == EOF || fflush(stdout) != 0) err(1, "standard output");
}
