// Addresses. Implemented in address.c.

#ifndef FAST_DGRAM_ADDRESS_H
#define FAST_DGRAM_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

typedef struct engine engine;

// A socket's address of either family.
typedef union {
  struct sockaddr any;
  struct sockaddr_in ipv4;
  struct sockaddr_in6 ipv6;
} address;

// Longer than any address with its zone: 45 characters, '%', an interface name.
#define ADDRESS_TEXT_SIZE 128

socklen_t address_length(const address *address);
int address_parse(bool ipv6, const char *text, int port, address *parsed);
address address_map(const address *ipv4);
bool address_is_ipv4(const address *address);
bool address_is_reached_by_ipv4(const address *to, int fd);
void address_export(const address *address, const engine *engine, int position);

#endif
