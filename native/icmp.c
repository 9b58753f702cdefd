// ICMP errors: what became of datagrams that had left already, where a socket asked for it
// (IP_RECVERR, ip(7)).

#include <errno.h>
#include <string.h>

// After <time.h>, which it needs and does not include.
#include "engine.h"

#include <linux/errqueue.h>

// Errors reported per wake-up; the poll is level-triggered, so others follow.
#define MAX_ERRORS 64

// One entry of the error queue.
typedef struct {
  struct sock_extended_err error;
  address destination;
  address offender;
  bool has_offender;
} icmp_error;

static bool is_error(const struct cmsghdr *control) {
  return (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_RECVERR) ||
         (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_RECVERR);
}

// Reads the address that stands in `size` bytes behind the error.
static void read_offender(const uint8_t *data, size_t size, icmp_error *read) {
  sa_family_t family;
  if (size < sizeof(family)) return;
  memcpy(&family, data, sizeof(family));
  size_t length = family == AF_INET6 ? sizeof(read->offender.ipv6) : sizeof(read->offender.ipv4);
  if ((family != AF_INET && family != AF_INET6) || size < length) return;
  memcpy(&read->offender, data, length);
  read->has_offender = true;
}

// Takes the oldest entry. 1, 0 where it is none of ICMP's, or -errno: -EAGAIN where there is none.
static int take(const udp_socket *socket, icmp_error *read) {
  memset(read, 0, sizeof(*read));
  _Alignas(struct cmsghdr) uint8_t controls[RECEIVED_CONTROL_SIZE];
  uint8_t payload;
  struct iovec vector = {&payload, sizeof(payload)};
  struct msghdr header = {.msg_name = &read->destination,
                          .msg_namelen = sizeof(read->destination),
                          .msg_iov = &vector,
                          .msg_iovlen = 1,
                          .msg_control = controls,
                          .msg_controllen = sizeof(controls)};
  ssize_t length;
  do {
    length = recvmsg(socket->fd, &header, MSG_ERRQUEUE | MSG_DONTWAIT);
  } while (length < 0 && errno == EINTR);
  if (length < 0) return -errno;
  for (struct cmsghdr *control = CMSG_FIRSTHDR(&header); control != NULL;
       control = CMSG_NXTHDR(&header, control)) {
    ssize_t size = received_control_size(&header, control);
    if (size < 0) return 0;
    if (!is_error(control) || (size_t)size < sizeof(read->error)) continue;
    memcpy(&read->error, CMSG_DATA(control), sizeof(read->error));
    // What this host found out itself (SO_EE_ORIGIN_LOCAL) the send was told.
    if (read->error.ee_origin != SO_EE_ORIGIN_ICMP &&
        read->error.ee_origin != SO_EE_ORIGIN_ICMP6) {
      return 0;
    }
    read_offender(CMSG_DATA(control) + sizeof(read->error), (size_t)size - sizeof(read->error),
                  read);
    return 1;
  }
  return 0;
}

// Whether the socket is still there to go on with.
static bool report(udp_socket *socket, const icmp_error *error) {
  engine *engine = socket->engine;
  address_export(&error->destination, engine, ADDRESS_UNREACHED);
  if (error->has_offender) address_export(&error->offender, engine, ADDRESS_OFFENDER);
  const int64_t numbers[] = {socket->index,          -(int64_t)error->error.ee_errno,
                             error->error.ee_type,   error->error.ee_code,
                             error->error.ee_info,   error->has_offender};
  napi_value values[sizeof(numbers) / sizeof(numbers[0])];
  for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
    if (napi_create_int64(engine->env, numbers[i], &values[i]) != napi_ok) return true;
  }
  return callback_call(socket, engine->on_icmp_error, sizeof(numbers) / sizeof(numbers[0]),
                       values);
}

// The queue can't be read: without an end to it the poll would report it in every turn of the loop.
static void give_up(udp_socket *socket, int error) {
  receive_options_end_icmp_errors(socket);
  receive_report_error(socket, error);
}

// Empties the error queue and reports what it had: EPOLLERR stays until that is done, and the
// kernel's pending error with it.
void icmp_deliver(udp_socket *socket) {
  int failures = 0;
  for (int count = 0; count < MAX_ERRORS; count++) {
    icmp_error error;
    int taken = take(socket, &error);
    // What has become of a descriptor that is gone, the read that follows tells.
    if (taken == -EAGAIN || taken == -EBADF) return;
    if (taken < 0 && ++failures == ICMP_ATTEMPTS) {
      give_up(socket, taken);
      return;
    }
    if (taken == 1 && !report(socket, &error)) return;
  }
}

// Empties the error queue of a socket whose program has it by an option of its own, and can't read
// it: EPOLLERR would stay.
void icmp_discard(const udp_socket *socket) {
  icmp_error error;
  for (int count = 0; count < MAX_ERRORS && take(socket, &error) >= 0; count++) continue;
}
