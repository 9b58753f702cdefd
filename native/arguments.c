// Reads what JavaScript passed, trusting none of it.

#include <errno.h>
#include <string.h>

#include "engine.h"

bool arguments_read(napi_env env, napi_callback_info info, arguments *arguments) {
  arguments->env = env;
  arguments->count = MAX_ARGUMENTS;
  void *data = NULL;
  napi_status status =
      napi_get_cb_info(env, info, &arguments->count, arguments->values, NULL, &data);
  arguments->engine = data;
  return status == napi_ok && data != NULL;
}

int32_t arguments_int32(const arguments *arguments, size_t position) {
  int32_t value = -1;
  if (position >= arguments->count ||
      napi_get_value_int32(arguments->env, arguments->values[position], &value) != napi_ok) {
    return -1;
  }
  return value;
}

// Safety: the memory is JavaScript's own, and there until JavaScript runs again.
bool arguments_bytes(const arguments *arguments, size_t position, shared_array *bytes) {
  napi_typedarray_type type;
  napi_value buffer;
  size_t offset;
  return position < arguments->count &&
         napi_get_typedarray_info(arguments->env, arguments->values[position], &type,
                                  &bytes->length, &bytes->data, &buffer, &offset) == napi_ok &&
         type == napi_uint8_array;
}

int arguments_string(const arguments *arguments, size_t position, char *text, size_t size) {
  size_t length = 0;
  text[0] = '\0';
  if (position >= arguments->count) return -EINVAL;
  // One byte more than is accepted, so that a text that was cut is told from one that fits.
  if (napi_get_value_string_utf8(arguments->env, arguments->values[position], text, size,
                                 &length) != napi_ok) {
    return -EINVAL;
  }
  if (length >= size - 1 || strlen(text) != length) return -EINVAL;
  return (int)length;
}

udp_socket *arguments_socket(const arguments *arguments) {
  int32_t index = arguments_int32(arguments, 0);
  if (index < 0 || (uint32_t)index >= arguments->engine->capacity) return NULL;
  return arguments->engine->sockets[index];
}

napi_value result(napi_env env, int64_t value) {
  napi_value number = NULL;
  if (napi_create_int64(env, value, &number) != napi_ok) return NULL;
  return number;
}

// What a system call has said that returns nothing else: 0, or -errno.
napi_value outcome(napi_env env, int status) { return result(env, status < 0 ? -errno : 0); }
