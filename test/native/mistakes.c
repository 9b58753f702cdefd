// Mistakes, made on purpose: where a sanitizer says nothing of them, its silence about the engine
// means nothing either.

#include <limits.h>
#include <stdlib.h>

#include <node_api.h>

// Volatile, or the compiler sees the mistakes and leaves them out.
static volatile size_t beyond = 8;
static volatile int most = INT_MAX;
static void *volatile lost;
static int shared;

static napi_value number(napi_env env, int value) {
  napi_value created = NULL;
  return napi_create_int32(env, value, &created) == napi_ok ? created : NULL;
}

static napi_value read_beyond(napi_env env, napi_callback_info info) {
  (void)info;
  char *block = calloc(1, 8);
  if (block == NULL) return NULL;
  int value = block[beyond];
  free(block);
  return number(env, value);
}

static napi_value overflow(napi_env env, napi_callback_info info) {
  (void)info;
  return number(env, most + 1);
}

static napi_value leak(napi_env env, napi_callback_info info) {
  (void)info;
  lost = malloc(8);
  lost = NULL;
  return number(env, 0);
}

// A mistake where two threads do it.
static napi_value race(napi_env env, napi_callback_info info) {
  (void)info;
  return number(env, ++shared);
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor mistakes[] = {
      {"readBeyond", NULL, read_beyond, NULL, NULL, NULL, napi_enumerable, NULL},
      {"overflow", NULL, overflow, NULL, NULL, NULL, napi_enumerable, NULL},
      {"leak", NULL, leak, NULL, NULL, NULL, napi_enumerable, NULL},
      {"race", NULL, race, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  const size_t count = sizeof(mistakes) / sizeof(mistakes[0]);
  if (napi_define_properties(env, exports, count, mistakes) != napi_ok) return NULL;
  return exports;
}
