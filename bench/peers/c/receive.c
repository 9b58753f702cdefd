// Role `receive`: counts what comes.

#define _GNU_SOURCE

#include <err.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

#include "peer.h"

// linux/udp.h, Linux 5.0. Older C libraries do not name it.
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

typedef union {
  char bytes[CMSG_SPACE(sizeof(int))];
  struct cmsghdr alignment;
} control;

static char buffers[BATCH][BUFFER_BYTES];
static control controls[BATCH];
static struct iovec vectors[BATCH];
static struct mmsghdr messages[BATCH];

static void receive_singles(server *server) {
  struct iovec vector = {buffers[0], BUFFER_BYTES};
  for (;;) {
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
    ssize_t length = recvmsg(server->fd, &message, 0);
    if (length >= 0) {
      server_count(server, 1, (uint64_t)length);
    } else {
      udp_try_again("recvmsg");
    }
  }
}

static void prepare_messages(void) {
  for (int i = 0; i < BATCH; i++) {
    vectors[i] = (struct iovec){buffers[i], BUFFER_BYTES};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &vectors[i], .msg_iovlen = 1};
  }
}

static void receive_batches(server *server) {
  prepare_messages();
  for (;;) {
    int count = recvmmsg(server->fd, messages, BATCH, MSG_WAITFORONE, NULL);
    if (count < 0) {
      udp_try_again("recvmmsg");
      continue;
    }
    uint64_t bytes = 0;
    for (int i = 0; i < count; i++) bytes += messages[i].msg_len;
    server_count(server, (uint64_t)count, bytes);
  }
}

// How many datagrams a message holds: a train of them comes with the size of each.
static uint64_t datagrams_in(struct mmsghdr *message) {
  struct cmsghdr *header = CMSG_FIRSTHDR(&message->msg_hdr);
  if (header == NULL || header->cmsg_level != SOL_UDP || header->cmsg_type != UDP_GRO) return 1;
  int size;
  memcpy(&size, CMSG_DATA(header), sizeof(size));
  if (size <= 0) return 1;
  return (message->msg_len + (unsigned)size - 1) / (unsigned)size;
}

static void receive_trains(server *server) {
  int on = 1;
  if (setsockopt(server->fd, SOL_UDP, UDP_GRO, &on, sizeof(on)) != 0) err(1, "UDP_GRO");
  prepare_messages();
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      messages[i].msg_hdr.msg_control = &controls[i];
      messages[i].msg_hdr.msg_controllen = sizeof(controls[i]);
    }
    int count = recvmmsg(server->fd, messages, BATCH, MSG_WAITFORONE, NULL);
    if (count < 0) {
      udp_try_again("recvmmsg");
      continue;
    }
    uint64_t received = 0;
    uint64_t bytes = 0;
    for (int i = 0; i < count; i++) {
      received += datagrams_in(&messages[i]);
      bytes += messages[i].msg_len;
    }
    server_count(server, received, bytes);
  }
}

void role_receive(void) {
  const char *method = argument_text("method");
  if (strcmp(method, "recvmsg") == 0) {
    server_run(receive_singles);
  } else if (strcmp(method, "recvmmsg") == 0) {
    server_run(receive_batches);
  } else if (strcmp(method, "gro") == 0) {
    server_run(receive_trains);
  } else {
    errx(2, "method takes recvmsg, recvmmsg or gro, not \"%s\"", method);
  }
}
