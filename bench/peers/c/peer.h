// What each file of this peer offers the others. ../../README.md tells the protocol.
//
// Nothing here returns a failure: what cannot go on ends the process and says why.

#ifndef FAST_DGRAM_PEER_H
#define FAST_DGRAM_PEER_H

#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  // Datagrams per system call, where a call takes several.
  BATCH = 64,
  // The largest payload of a datagram over IPv4.
  MAX_SIZE = 65507,
  // How long to wait for an answer before taking the datagram for lost.
  PATIENCE_MILLISECONDS = 100,
  // Room for the largest datagram. An odd number of cache lines, so that the buffers of a batch
  // do not begin in the same set of the cache.
  BUFFER_BYTES = 65536 + 64,
};

// arguments.c: the `name=value` arguments, each of which has to be there when it is read.

typedef struct {
  struct sockaddr_in *list;
  size_t count;
} addresses;

void arguments_keep(int count, char **values);
const char *argument_text(const char *name);
uint64_t argument_integer(const char *name, uint64_t least, uint64_t most);
double argument_seconds(const char *name);
addresses argument_addresses(const char *name);

// measure.c: how long something took, on the clock and of the CPU.

typedef struct {
  uint64_t nanoseconds;
  uint64_t user_microseconds;
  uint64_t system_microseconds;
} instant;

typedef enum { WARMING_UP, COUNTING, OVER } phase;

typedef struct {
  uint64_t count_from;
  uint64_t duration;
  phase phase;
  instant start;
  instant end;
} measurement;

uint64_t clock_nanoseconds(void);
instant instant_now(void);
measurement measurement_begin(double warmup, double seconds);
phase measurement_phase(measurement *measurement);
void result_print(instant start, instant end, const char *counts, ...)
    __attribute__((format(printf, 3, 4)));

// udp.c: sockets.

int udp_open(void);
uint16_t udp_bind(int fd);
void udp_connect(int fd, const struct sockaddr_in *address);
// Whether the call that has just failed is worth another try; a failure for good ends the process.
bool udp_try_again(const char *call);

// server.c: roles that listen, and count from `start` to `stop`.

typedef struct server {
  int fd;
  _Atomic uint64_t received;
  _Atomic uint64_t bytes;
  // What the thread of its own does, for ever.
  void (*serve)(struct server *);
} server;

// Prints the port, serves, and prints what was counted when told to stop.
void server_run(void (*serve)(server *));
void server_count(server *server, uint64_t received, uint64_t bytes);

// The roles.

void role_clients(void);
void role_cores(void);
void role_echo(void);
void role_load(void);
void role_ping(void);
void role_receive(void);
void role_send(void);

#endif
