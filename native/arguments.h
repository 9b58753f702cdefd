// What JavaScript passes to a method, and gets from it. Implemented in arguments.c.

#ifndef FAST_DGRAM_ARGUMENTS_H
#define FAST_DGRAM_ARGUMENTS_H

#include <node_api.h>

#include "shared_memory.h"
#include "socket.h"

#define MAX_ARGUMENTS 6

typedef struct {
  napi_env env;
  engine *engine;
  napi_value values[MAX_ARGUMENTS];
  size_t count;
} arguments;

bool arguments_read(napi_env env, napi_callback_info info, arguments *arguments);
int32_t arguments_int32(const arguments *arguments, size_t position);
bool arguments_bytes(const arguments *arguments, size_t position, shared_array *bytes);
int arguments_string(const arguments *arguments, size_t position, char *text, size_t size);
udp_socket *arguments_socket(const arguments *arguments);
napi_value result(napi_env env, int64_t value);
napi_value outcome(napi_env env, int status);

#endif
