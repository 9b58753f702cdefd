// What older C libraries lack of Linux, and what the errors of its calls mean.

#ifndef FAST_DGRAM_KERNEL_H
#define FAST_DGRAM_KERNEL_H

#include <netinet/udp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

// linux/udp.h: Linux 4.18 and 5.0.
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif
// asm/socket.h: Linux 4.19.
#ifndef SO_TXTIME
#define SO_TXTIME 61
#endif
#ifndef SCM_TXTIME
#define SCM_TXTIME SO_TXTIME
#endif

// linux/net_tstamp.h, struct sock_txtime.
typedef struct {
  int32_t clock;
  uint32_t flags;
} txtime_option;

// errors.c
bool error_is_backpressure(int error);
bool error_is_lost_descriptor(int error);
bool error_is_no_segmentation(int error);
bool error_may_be_of_segmentation(int error);

#endif
