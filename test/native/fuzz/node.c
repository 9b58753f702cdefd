// In the place of Node: the parts of Node-API and libuv that the fuzzed files call.

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "fuzz.h"

typedef struct {
  engine *engine;
  value *arguments;
  size_t count;
} invocation;

static value undefined = {.kind = VALUE_UNDEFINED};

// The values that a method makes: more than any has at a time.
static value made[16];
static size_t made_count;

static napi_value make(value value) {
  made[made_count] = value;
  const napi_value handle = (napi_value)&made[made_count];
  made_count = (made_count + 1) % (sizeof(made) / sizeof(made[0]));
  return handle;
}

value call(napi_callback method, engine *engine, value *arguments, size_t count) {
  invocation invocation = {engine, arguments, count};
  const value *result = (const value *)method(NULL, (napi_callback_info)&invocation);
  return result == NULL ? undefined : *result;
}

napi_status napi_get_cb_info(napi_env env, napi_callback_info info, size_t *count,
                             napi_value *arguments, napi_value *receiver, void **data) {
  (void)env;
  (void)receiver;
  const invocation *invocation = (const void *)info;
  for (size_t i = 0; i < *count; i++) {
    arguments[i] = (napi_value)(i < invocation->count ? &invocation->arguments[i] : &undefined);
  }
  // As Node does: all that were passed, of which there may be more than there is room for.
  *count = invocation->count;
  *data = invocation->engine;
  return napi_ok;
}

napi_status napi_get_value_int32(napi_env env, napi_value given, int32_t *number) {
  (void)env;
  const value *value = (const void *)given;
  if (value->kind != VALUE_NUMBER) return napi_number_expected;
  *number = (int32_t)(uint32_t)value->number;
  return napi_ok;
}

napi_status napi_get_value_string_utf8(napi_env env, napi_value given, char *text, size_t size,
                                       size_t *length) {
  (void)env;
  const value *value = (const void *)given;
  if (value->kind != VALUE_TEXT) return napi_string_expected;
  // Node cuts what does not fit, and does not tell.
  *length = value->length < size - 1 ? value->length : size - 1;
  memcpy(text, value->data, *length);
  text[*length] = '\0';
  return napi_ok;
}

napi_status napi_get_typedarray_info(napi_env env, napi_value given, napi_typedarray_type *type,
                                     size_t *length, void **data, napi_value *buffer,
                                     size_t *offset) {
  (void)env;
  const value *value = (const void *)given;
  if (value->kind != VALUE_BYTES) return napi_invalid_arg;
  *type = napi_uint8_array;
  *length = value->length;
  *data = value->data;
  *buffer = given;
  *offset = 0;
  return napi_ok;
}

napi_status napi_create_int64(napi_env env, int64_t number, napi_value *created) {
  (void)env;
  *created = make((value){.kind = VALUE_NUMBER, .number = number});
  return napi_ok;
}

napi_status napi_create_int32(napi_env env, int32_t number, napi_value *created) {
  (void)env;
  *created = make((value){.kind = VALUE_NUMBER, .number = number});
  return napi_ok;
}

napi_status napi_create_uint32(napi_env env, uint32_t number, napi_value *created) {
  (void)env;
  *created = make((value){.kind = VALUE_NUMBER, .number = number});
  return napi_ok;
}

napi_status napi_create_string_utf8(napi_env env, const char *text, size_t length,
                                    napi_value *created) {
  (void)env;
  static char copy[ADDRESS_TEXT_SIZE];
  CHECK(length < sizeof(copy));
  memcpy(copy, text, length);
  copy[length] = '\0';
  *created = make((value){.kind = VALUE_TEXT, .data = copy, .length = length});
  return napi_ok;
}

// The machine's interfaces, by number: one of the longest name that Linux allows.
static const char *const interfaces[] = {NULL, "lo", "fifteen_letters"};
#define INTERFACES (sizeof(interfaces) / sizeof(interfaces[0]))

int uv_ip4_addr(const char *text, int port, struct sockaddr_in *parsed) {
  memset(parsed, 0, sizeof(*parsed));
  parsed->sin_family = AF_INET;
  parsed->sin_port = htons((uint16_t)port);
  return inet_pton(AF_INET, text, &parsed->sin_addr) == 1 ? 0 : -EINVAL;
}

int uv_ip6_addr(const char *text, int port, struct sockaddr_in6 *parsed) {
  char address[INET6_ADDRSTRLEN];
  const char *zone = strchr(text, '%');
  size_t length = zone == NULL ? strlen(text) : (size_t)(zone - text);
  if (length >= sizeof(address)) length = sizeof(address) - 1;
  memcpy(address, text, length);
  address[length] = '\0';
  memset(parsed, 0, sizeof(*parsed));
  parsed->sin6_family = AF_INET6;
  parsed->sin6_port = htons((uint16_t)port);
  for (uint32_t i = 1; zone != NULL && i < INTERFACES; i++) {
    if (strcmp(zone + 1, interfaces[i]) == 0) parsed->sin6_scope_id = i;
  }
  return inet_pton(AF_INET6, address, &parsed->sin6_addr) == 1 ? 0 : -EINVAL;
}

int uv_inet_ntop(int family, const void *bytes, char *text, size_t size) {
  return inet_ntop(family, bytes, text, (socklen_t)size) == NULL ? -ENOSPC : 0;
}

int uv_if_indextoiid(unsigned int number, char *text, size_t *size) {
  if (number == 0 || number >= INTERFACES) return -ENXIO;
  size_t length = strlen(interfaces[number]);
  if (*size <= length) return -ENOBUFS;
  memcpy(text, interfaces[number], length + 1);
  *size = length;
  return 0;
}
