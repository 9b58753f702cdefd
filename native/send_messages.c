// System calls that send.

#include <errno.h>

#include "engine.h"

// How many messages the kernel took, or -errno of the first.
static int write_once(udp_socket *socket, struct mmsghdr *headers, unsigned count) {
  ssize_t sent;
  do {
    counters_of(socket)->send_calls++;
    // A single message by sendmsg: it spares sendmmsg's copying of the header.
    sent = count == 1 ? sendmsg(socket->fd, &headers[0].msg_hdr, MSG_DONTWAIT)
                      : sendmmsg(socket->fd, headers, count, MSG_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  if (sent < 0) return -errno;
  return count == 1 ? 1 : (int)sent;
}

// The same, where the kernel may say first what ICMP has told of an earlier datagram: that is for
// the error queue's reader, and the call is made again.
int send_messages_write(udp_socket *socket, struct mmsghdr *headers, unsigned count) {
  int attempts = socket->receives & RECEIVES_ICMP_ERRORS ? ICMP_ATTEMPTS : 1;
  int sent;
  do {
    sent = write_once(socket, headers, count);
  } while (sent < 0 && !error_is_backpressure(sent) && --attempts > 0);
  return sent;
}

// A device's queue, or a program at its exit, has dropped the message: of that the kernel tells
// only sockets that ask for ICMP errors (IP_RECVERR, ip(7)). To others it has been sent; from them
// ENOBUFS says that there is no memory for now.
bool send_is_dropped(const udp_socket *socket, int error) {
  return error == -ENOBUFS && (socket->receives & RECEIVES_ICMP_ERRORS) != 0;
}

// Counts a message that left, with so many datagrams.
void send_count(udp_socket *socket, uint64_t bytes, uint32_t datagrams) {
  socket_counters *counters = counters_of(socket);
  counters->bytes_sent += bytes;
  counters->datagrams_sent += datagrams;
  if (datagrams == 1) return;
  counters->trains_sent++;
  counters->train_datagrams_sent += datagrams;
}
