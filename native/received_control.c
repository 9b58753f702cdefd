// Control messages: what the kernel tells of a message besides its bytes.

#include <string.h>

#include "engine.h"

// The number in a control message, which the kernel writes as one byte or four.
static int read_number(const struct cmsghdr *control, size_t size) {
  if (size < sizeof(int)) return *CMSG_DATA(control);
  int number;
  memcpy(&number, CMSG_DATA(control), sizeof(number));
  return number;
}

static void read_ipv4_destination(const struct cmsghdr *control, received_control *told) {
  struct in_pktinfo info;
  memcpy(&info, CMSG_DATA(control), sizeof(info));
  told->destination.ipv4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = info.ipi_addr};
  told->told |= TOLD_DESTINATION;
  // Of what arrived before it was asked the kernel knows no more.
  if (info.ipi_ifindex == 0) return;
  told->interface = (uint32_t)info.ipi_ifindex;
  // ip(7): the address to answer from, also where a group or everybody was addressed.
  told->local_address.ipv4 =
      (struct sockaddr_in){.sin_family = AF_INET, .sin_addr = info.ipi_spec_dst};
  told->told |= TOLD_LOCAL_ADDRESS | TOLD_INTERFACE;
}

static void read_ipv6_destination(const struct cmsghdr *control, received_control *told) {
  struct in6_pktinfo info;
  memcpy(&info, CMSG_DATA(control), sizeof(info));
  told->destination.ipv6 = (struct sockaddr_in6){.sin6_family = AF_INET6,
                                                 .sin6_addr = info.ipi6_addr,
                                                 .sin6_scope_id = (uint32_t)info.ipi6_ifindex};
  told->told |= TOLD_DESTINATION;
  // Of an IPv4 datagram IP_PKTINFO tells the rest.
  if (IN6_IS_ADDR_V4MAPPED(&info.ipi6_addr)) return;
  told->interface = (uint32_t)info.ipi6_ifindex;
  told->local_address = told->destination;
  told->told |= TOLD_INTERFACE;
  if (!IN6_IS_ADDR_MULTICAST(&info.ipi6_addr)) told->told |= TOLD_LOCAL_ADDRESS;
}

static void read_timestamp(const struct cmsghdr *control, received_control *told) {
  memcpy(&told->timestamp, CMSG_DATA(control), sizeof(told->timestamp));
  told->told |= TOLD_TIMESTAMP;
}

static void read_tos(const struct cmsghdr *control, size_t size, received_control *told) {
  told->tos = read_number(control, size) & 0xff;
  told->told |= TOLD_TOS;
}

static void read_ttl(const struct cmsghdr *control, size_t size, received_control *told) {
  told->ttl = read_number(control, size) & 0xff;
  told->told |= TOLD_TTL;
}

// Reads one control message of `size` bytes.
static void read_control(const struct cmsghdr *control, size_t size, received_control *told) {
  int level = control->cmsg_level;
  int type = control->cmsg_type;
  if (level == IPPROTO_UDP && type == UDP_GRO && size >= sizeof(int)) {
    int segment_size = read_number(control, size);
    if (segment_size > 0) told->segment_size = segment_size;
  } else if (level == IPPROTO_IP && type == IP_PKTINFO && size >= sizeof(struct in_pktinfo)) {
    read_ipv4_destination(control, told);
  } else if (level == IPPROTO_IPV6 && type == IPV6_PKTINFO &&
             size >= sizeof(struct in6_pktinfo)) {
    // Of an IPv4 datagram an IPv6 socket is told by both: this one lacks the address to answer
    // from.
    if (!(told->told & TOLD_DESTINATION)) read_ipv6_destination(control, told);
  } else if (size >= 1 && ((level == IPPROTO_IP && type == IP_TOS) ||
                           (level == IPPROTO_IPV6 && type == IPV6_TCLASS))) {
    read_tos(control, size, told);
  } else if (size >= 1 && ((level == IPPROTO_IP && type == IP_TTL) ||
                           (level == IPPROTO_IPV6 && type == IPV6_HOPLIMIT))) {
    read_ttl(control, size, told);
  } else if (level == SOL_SOCKET && type == SO_TIMESTAMPNS && size >= sizeof(struct timespec)) {
    read_timestamp(control, told);
  } else if (level == SOL_SOCKET && type == SO_RXQ_OVFL && size >= sizeof(uint32_t)) {
    memcpy(&told->drops, CMSG_DATA(control), sizeof(told->drops));
    told->told |= TOLD_DROPS;
  }
}

ssize_t received_control_size(const struct msghdr *header, const struct cmsghdr *control) {
  const uint8_t *end = (const uint8_t *)header->msg_control + header->msg_controllen;
  size_t room = (size_t)(end - (const uint8_t *)control);
  if (control->cmsg_len < CMSG_LEN(0) || control->cmsg_len > room) return -1;
  return (ssize_t)(control->cmsg_len - CMSG_LEN(0));
}

// Reads what a message's control messages tell; only that is written to `told`.
void received_control_read(const struct mmsghdr *message, received_control *told) {
  struct msghdr header = message->msg_hdr;
  told->told = header.msg_flags & MSG_TRUNC ? TOLD_TRUNCATED : 0;
  told->segment_size = (int32_t)message->msg_len;
  for (struct cmsghdr *control = CMSG_FIRSTHDR(&header); control != NULL;
       control = CMSG_NXTHDR(&header, control)) {
    ssize_t size = received_control_size(&header, control);
    if (size < 0) return;
    read_control(control, (size_t)size, told);
  }
}
