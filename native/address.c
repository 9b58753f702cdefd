// Addresses between text, the kernel's structures and JavaScript's words.

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "engine.h"

socklen_t address_length(const address *address) {
  return address->any.sa_family == AF_INET6 ? sizeof(address->ipv6) : sizeof(address->ipv4);
}

int address_parse(bool ipv6, const char *text, int port, address *parsed) {
  memset(parsed, 0, sizeof(*parsed));
  return ipv6 ? uv_ip6_addr(text, port, &parsed->ipv6) : uv_ip4_addr(text, port, &parsed->ipv4);
}

// An IPv4 address as IPv6 sockets name it, ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
address address_map(const address *ipv4) {
  address mapped = {.ipv6 = {.sin6_family = AF_INET6, .sin6_port = ipv4->ipv4.sin_port}};
  mapped.ipv6.sin6_addr.s6_addr[10] = 0xff;
  mapped.ipv6.sin6_addr.s6_addr[11] = 0xff;
  memcpy(mapped.ipv6.sin6_addr.s6_addr + 12, &ipv4->ipv4.sin_addr, sizeof(ipv4->ipv4.sin_addr));
  return mapped;
}

bool address_is_ipv4(const address *address) {
  return address->any.sa_family == AF_INET || IN6_IS_ADDR_V4MAPPED(&address->ipv6.sin6_addr);
}

// Whether datagrams of a socket leave for that address by IPv4.
bool address_is_reached_by_ipv4(const address *to, int fd) {
  if (address_is_ipv4(to)) return true;
  if (!IN6_IS_ADDR_UNSPECIFIED(&to->ipv6.sin6_addr)) return false;
  // The kernel takes `::` for the loopback address of the family that the socket is bound to.
  address name = {0};
  socklen_t length = sizeof(name);
  return getsockname(fd, &name.any, &length) == 0 && address_is_ipv4(&name);
}

void address_export(const address *address, const engine *engine, int position) {
  int32_t *words = (int32_t *)engine->addresses.data + (size_t)position * ADDRESS_STRIDE;
  memset(words, 0, ADDRESS_STRIDE * sizeof(*words));
  if (address->any.sa_family == AF_INET6) {
    words[ADDRESS_FAMILY] = 6;
    words[ADDRESS_PORT] = ntohs(address->ipv6.sin6_port);
    words[ADDRESS_SCOPE] = (int32_t)address->ipv6.sin6_scope_id;
    memcpy(&words[ADDRESS_WORDS], &address->ipv6.sin6_addr, sizeof(address->ipv6.sin6_addr));
  } else {
    words[ADDRESS_FAMILY] = 4;
    words[ADDRESS_PORT] = ntohs(address->ipv4.sin_port);
    memcpy(&words[ADDRESS_WORDS], &address->ipv4.sin_addr, sizeof(address->ipv4.sin_addr));
  }
}

// formatAddress(position): the IPv6 address at that position of the shared address array as
// text, with its interface as zone where it is link-local.
napi_value address_format(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  const shared_array *array = &arguments.engine->addresses;
  int32_t position = arguments_int32(&arguments, 0);
  if (position < 0 || ((size_t)position + 1) * ADDRESS_STRIDE * sizeof(int32_t) > array->length) {
    return result(env, -EINVAL);
  }
  const int32_t *words = (const int32_t *)array->data + (size_t)position * ADDRESS_STRIDE;

  struct in6_addr ipv6;
  memcpy(&ipv6, &words[ADDRESS_WORDS], sizeof(ipv6));
  char text[ADDRESS_TEXT_SIZE];
  int error = uv_inet_ntop(AF_INET6, &ipv6, text, INET6_ADDRSTRLEN);
  if (error != 0) return result(env, error);

  size_t length = strlen(text);
  uint32_t scope = (uint32_t)words[ADDRESS_SCOPE];
  if (scope != 0 && IN6_IS_ADDR_LINKLOCAL(&ipv6)) {
    size_t zone_length = sizeof(text) - length - 1;
    if (uv_if_indextoiid(scope, text + length + 1, &zone_length) == 0) {
      text[length] = '%';
      length += 1 + zone_length;
    }
  }
  napi_value formatted = NULL;
  if (napi_create_string_utf8(env, text, length, &formatted) != napi_ok) return NULL;
  return formatted;
}

// parseAddress(family, address): writes it to position 0 of the shared address array.
napi_value address_parse_call(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  char text[ADDRESS_TEXT_SIZE];
  if (arguments_string(&arguments, 1, text, sizeof(text)) < 0) return result(env, -EINVAL);
  address parsed;
  int error = address_parse(arguments_int32(&arguments, 0) == 6, text, 0, &parsed);
  if (error == 0) address_export(&parsed, arguments.engine, ADDRESS_NAME);
  return result(env, error);
}

// internDestination(index, family, address, port): names a destination that later sends refer
// to by its index; again where a zone's name may have come to mean another interface.
napi_value address_intern(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  engine *engine = arguments.engine;
  int32_t index = arguments_int32(&arguments, 0);
  if (index < 0 || (uint32_t)index >= engine->destination_capacity) {
    return result(env, -EINVAL);
  }
  char text[ADDRESS_TEXT_SIZE];
  if (arguments_string(&arguments, 2, text, sizeof(text)) < 0) return result(env, -EINVAL);

  bool ipv6 = arguments_int32(&arguments, 1) == 6;
  address to;
  int error = address_parse(ipv6, text, arguments_int32(&arguments, 3), &to);
  if (error != 0) return result(env, error);
  destination *slot = &engine->destinations[index];
  if (memcmp(&slot->to, &to, sizeof(to)) != 0) {
    *slot = (destination){.to = to, .segment_limit = UINT32_MAX};
  }
  return result(env, 0);
}
