// Role `echo`: returns what comes to where it came from, a batch at a time.

#define _GNU_SOURCE

#include <sys/socket.h>

#include "peer.h"

static char buffers[BATCH][BUFFER_BYTES];
static struct sockaddr_in senders[BATCH];
static struct iovec vectors[BATCH];
static struct mmsghdr messages[BATCH];

static void return_batch(int fd, unsigned count) {
  for (unsigned sent = 0; sent < count;) {
    int outcome = sendmmsg(fd, messages + sent, count - sent, 0);
    if (outcome < 0) {
      udp_try_again("sendmmsg");
    } else {
      sent += (unsigned)outcome;
    }
  }
}

static void return_all(server *server) {
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      vectors[i] = (struct iovec){buffers[i], BUFFER_BYTES};
      messages[i].msg_hdr = (struct msghdr){
          .msg_name = &senders[i],
          .msg_namelen = sizeof(senders[i]),
          .msg_iov = &vectors[i],
          .msg_iovlen = 1,
      };
    }
    int count = recvmmsg(server->fd, messages, BATCH, MSG_WAITFORONE, NULL);
    if (count < 0) {
      udp_try_again("recvmmsg");
      continue;
    }
    uint64_t bytes = 0;
    for (int i = 0; i < count; i++) {
      vectors[i].iov_len = messages[i].msg_len;
      bytes += messages[i].msg_len;
    }
    return_batch(server->fd, (unsigned)count);
    server_count(server, (uint64_t)count, bytes);
  }
}

void role_echo(void) { server_run(return_all); }
