// Role `ping`: round trips, one after the other.

#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "peer.h"

// An echo server that is silent for so long is not there.
enum { GIVE_UP_SECONDS = 5 };

typedef struct {
  uint32_t *nanoseconds;
  size_t count;
  size_t capacity;
} samples;

static void samples_add(samples *samples, uint64_t nanoseconds) {
  if (samples->count == samples->capacity) {
    samples->capacity = samples->capacity == 0 ? 65536 : samples->capacity * 2;
    samples->nanoseconds =
        reallocarray(samples->nanoseconds, samples->capacity, sizeof(*samples->nanoseconds));
    if (samples->nanoseconds == NULL) err(1, "reallocarray");
  }
  samples->nanoseconds[samples->count++] =
      nanoseconds < UINT32_MAX ? (uint32_t)nanoseconds : UINT32_MAX;
}

static int compare(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left;
  uint32_t b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

// In microseconds, of sorted samples: the least one that `permille` of them do not exceed.
static double percentile(const samples *samples, size_t permille) {
  size_t rank = (samples->count * permille + 999) / 1000;
  return samples->nanoseconds[rank - 1] / 1e3;
}

static void set_patience(int fd) {
  struct timeval time = {.tv_usec = PATIENCE_MILLISECONDS * 1000};
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) != 0) err(1, "SO_RCVTIMEO");
}

// A lost datagram is sent again, and makes for a long round trip. The first byte tells an answer
// from a late one to a datagram before.
static uint64_t round_trip(int fd, char *payload, size_t size) {
  static char answer[BUFFER_BYTES];
  payload[0]++;
  uint64_t sent_at = clock_nanoseconds();
  for (;;) {
    if (send(fd, payload, size, 0) < 0) udp_try_again("send");
    while (recv(fd, answer, sizeof(answer), 0) >= 0) {
      if (answer[0] == payload[0]) return clock_nanoseconds() - sent_at;
    }
    udp_try_again("recv");
    if (clock_nanoseconds() - sent_at > (uint64_t)GIVE_UP_SECONDS * 1000000000) {
      errx(1, "the echo server does not answer");
    }
  }
}

void role_ping(void) {
  static char payload[MAX_SIZE];
  size_t size = argument_integer("size", 1, MAX_SIZE);
  int fd = udp_open();
  udp_connect(fd, argument_addresses("port").list);
  set_patience(fd);

  samples samples = {0};
  measurement measurement =
      measurement_begin(argument_seconds("warmup"), argument_seconds("seconds"));
  for (phase phase; (phase = measurement_phase(&measurement)) != OVER;) {
    uint64_t nanoseconds = round_trip(fd, payload, size);
    if (phase == COUNTING) samples_add(&samples, nanoseconds);
  }
  if (samples.count == 0) errx(1, "there was no time for a round trip");
  qsort(samples.nanoseconds, samples.count, sizeof(*samples.nanoseconds), compare);
  result_print(measurement.start, measurement.end, "\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f",
               percentile(&samples, 500), percentile(&samples, 990),
               percentile(&samples, 999));
  free(samples.nanoseconds);
}
