// Sends what waits for the kernel: neighbours leave together where they can.

#include <errno.h>
#include <string.h>

#include "engine.h"

// UDP_MAX_SEGMENTS before Linux 6.9, which no kernel refuses.
#define MAX_SEGMENTS 64
#define MAX_MESSAGES 32
// Bytes after which a call gets no further message. A socket that is writable again has room for
// some three times as many, with the usual buffer; to look at more than it takes is to look at
// them again.
#define ENOUGH_BYTES 32768

// Messages of one socket's queue, from its head on.
typedef struct {
  struct mmsghdr headers[MAX_MESSAGES];
  // Each message's datagrams.
  struct iovec vectors[MAX_MESSAGES][MAX_SEGMENTS];
  _Alignas(struct cmsghdr) uint8_t controls[MAX_MESSAGES][SEND_CONTROL_SIZE];
} queued_messages;

static bool goes_to_ipv4(const udp_socket *socket, const blocked_datagram *datagram) {
  return datagram->connected ? socket->peer_is_ipv4
                             : address_is_reached_by_ipv4(&datagram->to, socket->fd);
}

static bool have_one_destination(const blocked_datagram *one, const blocked_datagram *other) {
  return one->connected == other->connected &&
         (one->connected || memcmp(&one->to, &other->to, sizeof(one->to)) == 0);
}

// Puts the datagrams into `vectors` that can leave as one message: they go to one destination, are
// of one length and say the same; the last may be shorter, none is empty. How many; `total`: their
// bytes.
static uint32_t gather(blocked_datagram *head, uint32_t most, struct iovec *vectors,
                       uint32_t *total) {
  uint32_t count = 0;
  *total = 0;
  blocked_datagram *last = head;
  for (blocked_datagram *next = head; next != NULL && count < most; next = next->next) {
    bool joins = next == head ||
                 (head->segments && next->segments && last->length == head->length &&
                  next->length <= head->length && *total + next->length <= MAX_SEGMENTED &&
                  have_one_destination(head, next) &&
                  send_control_equals(&head->control, &next->control));
    if (!joins) break;
    vectors[count++] = (struct iovec){next->payload, next->length};
    *total += next->length;
    last = next;
  }
  return count;
}

// Fills messages with at most `most` datagrams from the queue's head on. How many messages: none
// if the first can't say what it is to say.
static unsigned prepare(const udp_socket *socket, size_t most, queued_messages *messages) {
  unsigned count = 0;
  uint32_t bytes = 0;
  blocked_datagram *head = socket->first_blocked;
  while (head != NULL && most > 0 && count < MAX_MESSAGES && bytes < ENOUGH_BYTES) {
    bool to_ipv4 = goes_to_ipv4(socket, head);
    // Meanwhile the socket may have got a peer of the other family.
    if (!send_control_fits(&head->control, to_ipv4)) break;
    struct iovec *vectors = messages->vectors[count];
    uint32_t total;
    uint32_t segments =
        gather(head, most < MAX_SEGMENTS ? (uint32_t)most : MAX_SEGMENTS, vectors, &total);
    struct msghdr *header = &messages->headers[count].msg_hdr;
    memset(header, 0, sizeof(*header));
    header->msg_iov = vectors;
    header->msg_iovlen = segments;
    if (!head->connected) {
      header->msg_name = &head->to;
      header->msg_namelen = address_length(&head->to);
    }
    if (segments > 1 || head->control.said != 0) {
      header->msg_control = messages->controls[count];
      header->msg_controllen =
          send_control_write(&head->control, to_ipv4, segments > 1 ? (uint16_t)head->length : 0,
                             messages->controls[count]);
    }
    count++;
    most -= segments;
    bytes += total;
    for (; segments > 0; segments--) head = head->next;
  }
  return count;
}

// So many at the queue's head have messages of their own from now on.
static void separate(udp_socket *socket, size_t count) {
  for (blocked_datagram *each = socket->first_blocked; count > 0; each = each->next, count--) {
    each->segments = false;
  }
}

// Sends queued datagrams until the kernel takes no more or the results are full, writing
// one result for each that left the queue. How many did.
uint32_t blocked_send(udp_socket *socket) {
  // Not flush()'s array: what JavaScript does as it reads this one may send.
  int32_t *results = socket->engine->unblocked_results.data;
  size_t room = socket->engine->unblocked_results.length / sizeof(*results);
  uint32_t count = 0;
  queued_messages messages;
  while (socket->first_blocked != NULL && count < room) {
    size_t most = socket->coalesces ? room - count : 1;
    unsigned prepared = prepare(socket, most, &messages);
    int sent = prepared == 0 ? -EINVAL
                             : send_messages_write(socket, messages.headers, prepared);
    bool is_dropped = send_is_dropped(socket, sent);
    if (error_is_backpressure(sent) && !is_dropped) break;
    for (int message = 0; message < sent; message++) {
      uint64_t bytes = 0;
      uint32_t segments = (uint32_t)messages.headers[message].msg_hdr.msg_iovlen;
      for (uint32_t i = 0; i < segments; i++) {
        results[count++] = SEND_SENT;
        bytes += blocked_remove_first(socket);
      }
      send_count(socket, bytes, segments);
    }
    if (sent >= 0) continue;
    size_t segments = prepared == 0 ? 0 : messages.headers[0].msg_hdr.msg_iovlen;
    if (segments > 1 && error_may_be_of_segmentation(sent)) {
      separate(socket, segments);
      continue;
    }
    // Another error belongs to one datagram; those behind it have a call of their own.
    for (size_t failed = is_dropped ? segments : 1; failed > 0; failed--) {
      results[count++] = sent;
      counters_add_failure(socket, sent);
      (void)blocked_remove_first(socket);
    }
  }
  return count;
}
