// Role `load`: sends datagrams at a fixed rate.

#define _GNU_SOURCE

#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>

#include "peer.h"

static void sleep_until(uint64_t nanoseconds) {
  struct timespec time = {.tv_sec = (time_t)(nanoseconds / 1000000000),
                          .tv_nsec = (long)(nanoseconds % 1000000000)};
  int error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
  if (error != 0 && error != EINTR) errx(1, "clock_nanosleep: %s", strerror(error));
}

// The first of many clients' addresses: all of 127.0.0.0/8 is this host's.
#define FIRST_CLIENT 0x7f010000
#define MAX_CLIENTS 1000000

typedef union {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
} source;

// Says that a message comes from that client.
static void set_source(struct msghdr *message, source *source, uint32_t client) {
  struct in_pktinfo info = {.ipi_spec_dst.s_addr = htonl(FIRST_CLIENT + client)};
  memset(source, 0, sizeof(*source));
  source->header = (struct cmsghdr){
      .cmsg_level = IPPROTO_IP, .cmsg_type = IP_PKTINFO, .cmsg_len = CMSG_LEN(sizeof(info))};
  memcpy(CMSG_DATA(&source->header), &info, sizeof(info));
  message->msg_control = source;
  message->msg_controllen = sizeof(*source);
}

static uint64_t send_batch(int fd, const addresses *to, uint64_t clients, uint64_t first,
                           uint64_t count, struct iovec *vector) {
  struct mmsghdr messages[BATCH];
  source sources[BATCH];
  for (uint64_t i = 0; i < count; i++) {
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &to->list[(first + i) % to->count],
        .msg_namelen = sizeof(struct sockaddr_in),
        .msg_iov = vector,
        .msg_iovlen = 1,
    };
    if (clients > 1) {
      set_source(&messages[i].msg_hdr, &sources[i], (uint32_t)((first + i) % clients));
    }
  }
  int outcome = sendmmsg(fd, messages, (unsigned)count, 0);
  if (outcome >= 0) return (uint64_t)outcome;
  udp_try_again("sendmmsg");
  return 0;
}

void role_load(void) {
  static char payload[MAX_SIZE];
  addresses to = argument_addresses("ports");
  struct iovec vector = {payload, argument_integer("size", 1, MAX_SIZE)};
  double rate = (double)argument_integer("rate", 1, 100000000);
  uint64_t clients = argument_integer("clients", 1, MAX_CLIENTS);
  int fd = udp_open();
  // Wakes up when it is time, not within the 50 microseconds of leeway that are usual.
  if (prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL) != 0) err(1, "PR_SET_TIMERSLACK");

  uint64_t sent = 0;
  measurement measurement = measurement_begin(0, argument_seconds("seconds"));
  while (measurement_phase(&measurement) != OVER) {
    double elapsed = (double)(clock_nanoseconds() - measurement.count_from) / 1e9;
    uint64_t due = (uint64_t)(elapsed * rate) + 1;
    if (due > sent) {
      uint64_t count = due - sent < BATCH ? due - sent : BATCH;
      sent += send_batch(fd, &to, clients, sent, count, &vector);
    } else {
      sleep_until(measurement.count_from + (uint64_t)((double)sent / rate * 1e9));
    }
  }
  result_print(measurement.start, measurement.end, "\"sent\":%" PRIu64, sent);
}
