// An error queue that no kernel would fill so: what is reported stands in its control messages,
// nothing beyond their end is read, and however it fails it is left alone in the end.

#include <errno.h>
#include <sanitizer/asan_interface.h>
#include <string.h>

// After <time.h>, which it needs and does not include.
#include "control_messages.h"

#include <linux/errqueue.h>

#define MAX_CALLS 64

static input *entries;
static engine *current;
// The control messages of the entry that was read last.
static uint8_t controls[RECEIVED_CONTROL_SIZE];
static size_t control_size;
static int calls;
static int failures;
static int reports;
static bool is_reported;
static bool has_ended;
static bool is_closed;
// Nothing is to be reported.
static bool discards;

// The oldest entry's control messages, and what follows them is nobody's to read.
static void fill(struct msghdr *message, size_t given) {
  control_size = input_short(entries) % (RECEIVED_CONTROL_SIZE + 1);
  input_bytes(entries, controls, control_size);
  memcpy(message->msg_control, controls, control_size);
  message->msg_controllen = control_size;
  __asan_poison_memory_region((uint8_t *)message->msg_control + control_size,
                              given - control_size);
  uint8_t length = input_byte(entries) % (sizeof(address) + 1);
  input_bytes(entries, message->msg_name, length);
  message->msg_namelen = length;
}

// The entry that the engine read before: the first that an ICMP error stands in is reported.
static const control_message *find_error(control_message *messages, bool *is_certain) {
  size_t count = control_messages_read(controls, control_size, messages);
  size_t least = sizeof(struct sock_extended_err);
  size_t ipv4 = control_messages_find(messages, count, 0, IPPROTO_IP, IP_RECVERR, least);
  size_t ipv6 = control_messages_find(messages, count, 0, IPPROTO_IPV6, IPV6_RECVERR, least);
  size_t first = ipv4 < ipv6 ? ipv4 : ipv6;
  if (first == count) return NULL;
  struct sock_extended_err error;
  memcpy(&error, messages[first].data, sizeof(error));
  if (error.ee_origin != SO_EE_ORIGIN_ICMP && error.ee_origin != SO_EE_ORIGIN_ICMP6) return NULL;
  *is_certain = messages[first].padded;
  return &messages[first];
}

static void check_unreported(void) {
  control_message messages[MAX_MESSAGES];
  bool is_certain = false;
  CHECK(discards || is_reported || find_error(messages, &is_certain) == NULL || !is_certain);
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *message, int flags) {
  static const int errors[] = {EAGAIN, EINTR, ENOMEM, EBADF, EFAULT};
  CHECK(fd == 100 && flags == (MSG_ERRQUEUE | MSG_DONTWAIT) && !has_ended && !is_closed);
  size_t given = RECEIVED_CONTROL_SIZE;
  CHECK(message->msg_controllen == given && message->msg_namelen == sizeof(address));
  __asan_unpoison_memory_region(message->msg_control, given);
  check_unreported();
  control_size = 0;
  is_reported = false;
  uint8_t answer = entries->left == 0 ? 0 : input_byte(entries);
  if (answer < sizeof(errors) / sizeof(errors[0])) {
    errno = errors[answer];
    if (errno != EINTR) calls++;
    if (errno == ENOMEM || errno == EFAULT) failures++;
    return -1;
  }
  calls++;
  fill(message, given);
  return input_byte(entries) & 1;
}

void receive_options_end_icmp_errors(udp_socket *socket) {
  CHECK(failures == ICMP_ATTEMPTS);
  socket->receives = 0;
  has_ended = true;
}

void receive_report_error(udp_socket *socket, int error) {
  CHECK(has_ended && socket->fd == 100 && (error == -ENOMEM || error == -EFAULT));
}

static int64_t number_at(const napi_value *values, size_t place) {
  return ((const value *)values[place])->number;
}

// The offender is told where an address stands behind the error, and is that.
static void check_offender(const control_message *message, bool is_told) {
  const uint8_t *data = message->data + sizeof(struct sock_extended_err);
  size_t size = message->size - sizeof(struct sock_extended_err);
  sa_family_t family = AF_UNSPEC;
  if (size >= sizeof(family)) memcpy(&family, data, sizeof(family));
  bool is_there = (family == AF_INET && size >= sizeof(struct sockaddr_in)) ||
                  (family == AF_INET6 && size >= sizeof(struct sockaddr_in6));
  CHECK(is_told == is_there);
  if (!is_told) return;
  const int32_t *words =
      (const int32_t *)current->addresses.data + ADDRESS_OFFENDER * ADDRESS_STRIDE;
  CHECK(words[ADDRESS_FAMILY] == (family == AF_INET ? 4 : 6));
  // Where sockaddr_in and sockaddr_in6 have the address.
  CHECK(family == AF_INET ? memcmp(&words[ADDRESS_WORDS], data + 4, 4) == 0
                          : memcmp(&words[ADDRESS_WORDS], data + 8, 16) == 0);
}

bool callback_call(udp_socket *socket, napi_ref function, size_t count, const napi_value *values) {
  (void)function;
  CHECK(count == 6 && number_at(values, 0) == socket->index && !is_reported);
  control_message messages[MAX_MESSAGES];
  bool is_certain;
  const control_message *message = find_error(messages, &is_certain);
  CHECK(message != NULL);
  struct sock_extended_err error;
  memcpy(&error, message->data, sizeof(error));
  CHECK(number_at(values, 1) == -(int64_t)error.ee_errno);
  CHECK(number_at(values, 2) == error.ee_type && number_at(values, 3) == error.ee_code);
  CHECK(number_at(values, 4) == error.ee_info);
  check_offender(message, number_at(values, 5));
  is_reported = true;
  reports++;
  is_closed = input_byte(entries) == UINT8_MAX;
  return !is_closed;
}

void fuzz(const uint8_t *data, size_t size) {
  input input = {data, size};
  entries = &input;
  discards = input_byte(&input) & 1;
  engine engine = {.addresses.length = ADDRESS_POSITIONS * ADDRESS_STRIDE * sizeof(int32_t)};
  engine.addresses.data = exact_memory(engine.addresses.length);
  current = &engine;
  udp_socket socket = {.engine = &engine, .fd = 100, .receives = RECEIVES_ICMP_ERRORS};
  calls = failures = reports = 0;
  control_size = 0;
  is_reported = has_ended = is_closed = false;
  if (discards) {
    icmp_discard(&socket);
    CHECK(reports == 0 && !has_ended);
  } else {
    icmp_deliver(&socket);
    if (!is_closed) check_unreported();
  }
  CHECK(calls <= MAX_CALLS);
  CHECK(discards || has_ended == (failures >= ICMP_ATTEMPTS));
  free(engine.addresses.data);
}
