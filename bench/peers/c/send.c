// Role `send`: sends as much as the kernel takes. There are no completions to wait for.

#define _GNU_SOURCE

#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

#include "peer.h"

// linux/udp.h, Linux 4.18. Older C libraries do not name it.
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

enum {
  // The kernel's limit of datagrams in a segmented message: since Linux 6.9, and before.
  MAX_SEGMENTS = 128,
  FEW_SEGMENTS = 64,
  SEGMENTED_MESSAGES = 8,
};

typedef union {
  char bytes[CMSG_SPACE(sizeof(uint16_t))];
  struct cmsghdr alignment;
} control;

typedef struct sender {
  int fd;
  bool connected;
  addresses to;
  // Whose turn it is.
  size_t next;
  size_t size;
  // As far as the kernel has not refused that many.
  size_t most_segments;
} sender;

// As in other languages' peers, each of the datagrams that are on their way has memory of its own.
static char payloads[BATCH * MAX_SIZE];

static char *payload_of(const sender *sender, size_t place) {
  return payloads + place * sender->size;
}

static struct sockaddr_in *next_address(sender *sender) {
  struct sockaddr_in *address = &sender->to.list[sender->next];
  sender->next = sender->next + 1 < sender->to.count ? sender->next + 1 : 0;
  return sender->connected ? NULL : address;
}

// Each of these functions sends a number of datagrams and returns it.

static uint64_t send_singles(sender *sender) {
  uint64_t sent = 0;
  while (sent < BATCH) {
    struct sockaddr_in *address = next_address(sender);
    socklen_t length = address == NULL ? 0 : sizeof(*address);
    ssize_t outcome = sendto(sender->fd, payload_of(sender, sent), sender->size, 0,
                             (struct sockaddr *)address, length);
    if (outcome >= 0) {
      sent++;
    } else {
      udp_try_again("sendto");
    }
  }
  return sent;
}

static uint64_t send_batch(sender *sender) {
  struct iovec vectors[BATCH];
  struct mmsghdr messages[BATCH];
  for (int i = 0; i < BATCH; i++) {
    struct sockaddr_in *address = next_address(sender);
    vectors[i] = (struct iovec){payload_of(sender, (size_t)i), sender->size};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = address,
        .msg_namelen = address == NULL ? 0 : sizeof(*address),
        .msg_iov = &vectors[i],
        .msg_iovlen = 1,
    };
  }
  int outcome = sendmmsg(sender->fd, messages, BATCH, 0);
  if (outcome >= 0) return (uint64_t)outcome;
  udp_try_again("sendmmsg");
  return 0;
}

// All segments of a message go to one address, so this is for a single one.
static uint64_t send_segmented(sender *sender) {
  size_t segments = MAX_SIZE / sender->size;
  if (segments > sender->most_segments) segments = sender->most_segments;
  control control = {0};
  control.alignment = (struct cmsghdr){
      .cmsg_len = CMSG_LEN(sizeof(uint16_t)),
      .cmsg_level = SOL_UDP,
      .cmsg_type = UDP_SEGMENT,
  };
  uint16_t segment_size = (uint16_t)sender->size;
  memcpy(CMSG_DATA(&control.alignment), &segment_size, sizeof(segment_size));

  struct iovec vector = {payloads, segments * sender->size};
  struct mmsghdr messages[SEGMENTED_MESSAGES];
  for (int i = 0; i < SEGMENTED_MESSAGES; i++) {
    struct sockaddr_in *address = next_address(sender);
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = address,
        .msg_namelen = address == NULL ? 0 : sizeof(*address),
        .msg_iov = &vector,
        .msg_iovlen = 1,
        .msg_control = &control,
        .msg_controllen = sizeof(control),
    };
  }
  int outcome = sendmmsg(sender->fd, messages, SEGMENTED_MESSAGES, 0);
  if (outcome >= 0) return segments * (uint64_t)outcome;
  if (errno == EINVAL && segments > FEW_SEGMENTS) {
    sender->most_segments = FEW_SEGMENTS;
  } else {
    udp_try_again("sendmmsg");
  }
  return 0;
}

void role_send(void) {
  const char *method = argument_text("method");
  sender sender = {
      .fd = udp_open(),
      .connected = argument_integer("connected", 0, 1) == 1,
      .to = argument_addresses("ports"),
      .size = argument_integer("size", 1, MAX_SIZE),
      .most_segments = MAX_SEGMENTS,
  };
  // Written once, or all of it would be one page of zeros.
  memset(payloads, 1, BATCH * sender.size);
  if (sender.connected) {
    if (sender.to.count > 1) errx(2, "a connected socket sends to one port");
    udp_connect(sender.fd, sender.to.list);
  } else {
    // As all senders: the kernel looks the source address of each datagram up.
    (void)udp_bind(sender.fd);
  }
  uint64_t (*send_some)(struct sender *);
  if (strcmp(method, "sendto") == 0) {
    send_some = send_singles;
  } else if (strcmp(method, "sendmmsg") == 0 ||
             (strcmp(method, "gso") == 0 && sender.to.count > 1)) {
    send_some = send_batch;
  } else if (strcmp(method, "gso") == 0) {
    send_some = send_segmented;
  } else {
    errx(2, "method takes sendto, sendmmsg or gso, not \"%s\"", method);
  }

  uint64_t sent = 0;
  measurement measurement =
      measurement_begin(argument_seconds("warmup"), argument_seconds("seconds"));
  for (phase phase; (phase = measurement_phase(&measurement)) != OVER;) {
    uint64_t count = send_some(&sender);
    if (phase == COUNTING) sent += count;
  }
  result_print(measurement.start, measurement.end, "\"sent\":%" PRIu64, sent);
}
