// Sockets.

#include <err.h>
#include <errno.h>
#include <sys/socket.h>

#include "peer.h"

int udp_open(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) err(1, "socket");
  return fd;
}

uint16_t udp_bind(int fd) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof(address);
  if (bind(fd, (struct sockaddr *)&address, length) != 0) err(1, "bind");
  if (getsockname(fd, (struct sockaddr *)&address, &length) != 0) err(1, "getsockname");
  return ntohs(address.sin_port);
}

void udp_connect(int fd, const struct sockaddr_in *address) {
  if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0) err(1, "connect");
}

bool udp_try_again(const char *call) {
  // A connected socket tells once that nobody listened to an earlier datagram.
  if (errno == EAGAIN || errno == EINTR || errno == ECONNREFUSED) return true;
  err(1, "%s", call);
}
