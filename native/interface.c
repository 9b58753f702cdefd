// Network interfaces, by name and by index.

#include <errno.h>
#include <net/if.h>

#include "engine.h"

// interfaceIndex(name): its index, or -errno.
napi_value interface_index(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  // As long as if_nametoindex() takes, and one more to tell what is longer.
  char name[IF_NAMESIZE + 1];
  if (arguments_string(&arguments, 0, name, sizeof(name)) < 0) return result(env, -ENODEV);
  unsigned index = if_nametoindex(name);
  return result(env, index == 0 ? -ENODEV : (int64_t)index);
}

// interfaceName(index): its name, or -errno.
napi_value interface_name(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  char name[IF_NAMESIZE];
  napi_value text;
  if (if_indextoname((unsigned)arguments_int32(&arguments, 0), name) == NULL) {
    return result(env, -errno);
  }
  if (napi_create_string_utf8(env, name, NAPI_AUTO_LENGTH, &text) != napi_ok) return NULL;
  return text;
}
