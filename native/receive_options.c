// What a socket asks the kernel to tell with its datagrams.

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "engine.h"

typedef struct {
  int level;
  int name;
} option_place;

// Where the kernel has each; one for both families is a socket's.
static const struct {
  int32_t flag;
  option_place ipv4, ipv6;
} options[] = {
    {RECEIVES_DESTINATION, {IPPROTO_IP, IP_PKTINFO}, {IPPROTO_IPV6, IPV6_RECVPKTINFO}},
    {RECEIVES_TOS, {IPPROTO_IP, IP_RECVTOS}, {IPPROTO_IPV6, IPV6_RECVTCLASS}},
    {RECEIVES_TTL, {IPPROTO_IP, IP_RECVTTL}, {IPPROTO_IPV6, IPV6_RECVHOPLIMIT}},
    {RECEIVES_TIMESTAMP, {SOL_SOCKET, SO_TIMESTAMPNS}, {SOL_SOCKET, SO_TIMESTAMPNS}},
    {RECEIVES_DROPS, {SOL_SOCKET, SO_RXQ_OVFL}, {SOL_SOCKET, SO_RXQ_OVFL}},
    {RECEIVES_ICMP_ERRORS, {IPPROTO_IP, IP_RECVERR}, {IPPROTO_IPV6, IPV6_RECVERR}},
};

static int set(const udp_socket *socket, option_place place, int on) {
  return setsockopt(socket->fd, place.level, place.name, &on, sizeof(on)) == 0 ? 0 : -errno;
}

// Keeps the kernel's switch for trains on, from the first socket that takes them to the engine's end.
// The whole system has one: the kernel patches its own code, while all cores wait, when a first such
// socket comes and when the last goes. Who opens a socket for each query would have that done twice
// for each, at 100 us.
static void keep_trains_on(engine *engine) {
  if (engine->train_keeper >= 0) return;
  // IPv6 has a switch of its own besides.
  int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  int on = 1;
  (void)setsockopt(fd, IPPROTO_UDP, UDP_GRO, &on, sizeof(on));
  engine->train_keeper = fd;
}

void receive_options_end(engine *engine) {
  if (engine->train_keeper >= 0) close(engine->train_keeper);
  engine->train_keeper = -1;
}

// Turns on what is asked for, and trains on or off. 0, or -errno of the first that is refused.
int receive_options_set(udp_socket *socket, int32_t receives) {
  for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
    if (!(receives & options[i].flag)) continue;
    int error = set(socket, socket->ipv6 ? options[i].ipv6 : options[i].ipv4, 1);
    if (error != 0) return error;
    // IPv4 datagrams reach an IPv6 socket, too, unless it is bound to an IPv6 address.
    if (socket->ipv6) (void)set(socket, options[i].ipv4, 1);
  }
  int trains = (receives & RECEIVES_TRAINS) != 0;
  if (trains) keep_trains_on(socket->engine);
  // A kernel before 5.0 does not know trains: its datagrams arrive one by one.
  (void)setsockopt(socket->fd, IPPROTO_UDP, UDP_GRO, &trains, sizeof(trains));
  socket->receives = receives;
  return 0;
}

// Asks for ICMP errors no more, which empties their queue.
void receive_options_end_icmp_errors(udp_socket *socket) {
  for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
    if (options[i].flag != RECEIVES_ICMP_ERRORS) continue;
    (void)set(socket, options[i].ipv4, 0);
    if (socket->ipv6) (void)set(socket, options[i].ipv6, 0);
  }
  descriptor_take_error(socket->fd);
  socket->receives &= ~RECEIVES_ICMP_ERRORS;
}
