#include "kernel.h"

#include "control_messages.h"

#include <errno.h>
#include <poll.h>
#include <sanitizer/asan_interface.h>
#include <string.h>

#define MAX_SEGMENTS 128
#define MAX_PAYLOAD 65507

kernel_record kernel;
static input *answers;

void kernel_start(input *given) {
  answers = given;
  kernel.count = 0;
  kernel.charged = 0;
  kernel.dropped = 0;
}

// How many bytes of a message's control messages say where it is to be cut: the first does.
static size_t segment_control(const struct msghdr *message) {
  control_message messages[MAX_MESSAGES];
  size_t count = control_messages_read(message->msg_control, message->msg_controllen, messages);
  size_t at = control_messages_find(messages, count, 0, IPPROTO_UDP, UDP_SEGMENT, 0);
  if (at == count) return 0;
  CHECK(at == 0 && messages[0].size == sizeof(uint16_t));
  CHECK(control_messages_find(messages, count, 1, IPPROTO_UDP, UDP_SEGMENT, 0) == count);
  return CMSG_SPACE(sizeof(uint16_t));
}

static size_t payload_length(const struct msghdr *message) {
  size_t length = 0;
  for (size_t i = 0; i < message->msg_iovlen; i++) length += message->msg_iov[i].iov_len;
  return length;
}

// The segment size that a message asks for; its length, or 1, where it asks for none.
static size_t segment_size(const struct msghdr *message) {
  size_t length = payload_length(message);
  if (segment_control(message) == 0) return length == 0 ? 1 : length;
  uint16_t size;
  memcpy(&size, (const uint8_t *)message->msg_control + CMSG_LEN(0), sizeof(size));
  CHECK(size > 0 && length > size && length <= MAX_PAYLOAD);
  CHECK(length <= (size_t)size * MAX_SEGMENTS);
  return size;
}

// All that a message refers to must be memory that may be read.
static void look_at(const struct msghdr *message) {
  // One datagram's memory is in one piece.
  CHECK(message->msg_iovlen == 1 || segment_control(message) > 0);
  CHECK(message->msg_iovlen > 0 && message->msg_iovlen <= MAX_SEGMENTS);
  for (size_t i = 0; i < message->msg_iovlen; i++) {
    const struct iovec *vector = &message->msg_iov[i];
    CHECK(__asan_region_is_poisoned(vector->iov_base, vector->iov_len) == NULL);
  }
  CHECK(__asan_region_is_poisoned(message->msg_control, message->msg_controllen) == NULL);
  CHECK(control_messages_fill(message->msg_control, message->msg_controllen));
  if (message->msg_name == NULL) {
    CHECK(message->msg_namelen == 0);
    return;
  }
  CHECK(__asan_region_is_poisoned(message->msg_name, sizeof(address)) == NULL);
  CHECK(message->msg_namelen == address_length(message->msg_name));
}

static void take_datagram(int fd, const struct msghdr *message, const void *bytes,
                          size_t length) {
  CHECK(kernel.count < MAX_TAKEN);
  taken_datagram *taken = &kernel.taken[kernel.count++];
  size_t skipped = segment_control(message);
  taken->fd = fd;
  taken->bytes = bytes;
  taken->length = length;
  taken->to = message->msg_name;
  if (taken->to != NULL) taken->name = *taken->to;
  taken->control_length = message->msg_controllen - skipped;
  CHECK(taken->control_length <= sizeof(taken->control));
  if (taken->control_length > 0) {
    memcpy(taken->control, (const uint8_t *)message->msg_control + skipped,
           taken->control_length);
  }
}

static void take(int fd, const struct msghdr *message) {
  size_t segment = segment_size(message);
  for (size_t i = 0; i < message->msg_iovlen; i++) {
    const struct iovec *vector = &message->msg_iov[i];
    size_t offset = 0;
    do {
      size_t left = vector->iov_len - offset;
      size_t length = left < segment ? left : segment;
      // Only the last is shorter than the others.
      CHECK(length == segment || vector->iov_len == 0 || i + 1 == message->msg_iovlen);
      take_datagram(fd, message, (const uint8_t *)vector->iov_base + offset, length);
      offset += length;
    } while (offset < vector->iov_len);
  }
}

// How many messages the next call takes, or -1 with an error number, which is the first's.
static int next_answer(unsigned count, const struct msghdr *first) {
  static const int errors[] = {EAGAIN, ENOBUFS, EIO,    EINVAL,       EMSGSIZE, EINTR,
                               EPERM,  EBADF,   EACCES, ECONNREFUSED, ENETUNREACH};
  uint8_t answer = input_byte(answers);
  if (answer == 0) return (int)count;
  if (answer >= sizeof(errors) / sizeof(errors[0]) + 1) return (int)(1 + answer % count);
  errno = errors[answer - 1];
  bool refused = segment_control(first) > 0 && (errno == EIO || errno == EINVAL ||
                                                errno == EMSGSIZE || errno == EPERM);
  if (errno == ENOBUFS) {
    size_t segment = segment_size(first);
    kernel.dropped += (payload_length(first) + segment - 1) / segment;
    if (payload_length(first) == 0) kernel.dropped++;
  }
  if (!refused && errno != EAGAIN && errno != ENOBUFS && errno != EINTR) kernel.charged++;
  return -1;
}

static int answer(int fd, struct msghdr *const *messages, unsigned count) {
  for (unsigned i = 0; i < count; i++) look_at(messages[i]);
  int taken = next_answer(count, messages[0]);
  for (int i = 0; i < taken; i++) take(fd, messages[i]);
  return taken;
}

// The linker puts these in the place of the C library's: clang's --wrap.

ssize_t __wrap_sendmsg(int fd, struct msghdr *message, int flags);
ssize_t __wrap_sendmsg(int fd, struct msghdr *message, int flags) {
  CHECK(flags == MSG_DONTWAIT);
  return answer(fd, &message, 1) < 0 ? -1 : (ssize_t)payload_length(message);
}

int __wrap_sendmmsg(int fd, struct mmsghdr *headers, unsigned count, int flags);
int __wrap_sendmmsg(int fd, struct mmsghdr *headers, unsigned count, int flags) {
  struct msghdr *messages[1024];
  CHECK(flags == MSG_DONTWAIT && count > 0 && count <= 1024);
  for (unsigned i = 0; i < count; i++) messages[i] = &headers[i].msg_hdr;
  return answer(fd, messages, count);
}

int __wrap_poll(struct pollfd *descriptors, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *descriptors, nfds_t count, int timeout) {
  CHECK(count <= 1 && timeout > 0);
  // Without descriptors it is a rest.
  if (count == 0) return 0;
  descriptors->revents = POLLOUT;
  return 1;
}
