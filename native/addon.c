// The addon's table of contents.

#include "engine.h"

static napi_value export_functions(napi_env env, napi_value exports) {
  static const napi_property_descriptor functions[] = {
#define FUNCTION(name, function) {name, NULL, function, NULL, NULL, NULL, napi_enumerable, NULL}
      FUNCTION("initialize", environment_initialize),
      FUNCTION("open", socket_open),
      FUNCTION("adopt", socket_adopt),
      FUNCTION("bind", socket_bind),
      FUNCTION("connect", socket_connect),
      FUNCTION("disconnect", socket_disconnect),
      FUNCTION("localAddress", socket_name),
      FUNCTION("peerAddress", socket_peer),
      FUNCTION("receive", socket_receive),
      FUNCTION("reference", socket_reference),
      FUNCTION("descriptor", socket_descriptor),
      FUNCTION("close", socket_close_call),
      FUNCTION("setOption", option_set),
      FUNCTION("getOption", option_get),
      FUNCTION("membership", option_membership),
      FUNCTION("sourceMembership", option_source_membership),
      FUNCTION("multicastInterface", option_multicast_interface),
      FUNCTION("internDestination", address_intern),
      FUNCTION("formatAddress", address_format),
      FUNCTION("descriptorKind", descriptor_kind),
      FUNCTION("duplicateDescriptor", descriptor_duplicate),
      FUNCTION("closeDescriptor", descriptor_close),
      FUNCTION("flush", send_flush),
      FUNCTION("drain", send_drain),
      FUNCTION("blockedBytes", send_blocked_bytes),
      FUNCTION("blockedCount", send_blocked_count),
#undef FUNCTION
  };
  if (environment_create(env) != 0 ||
      napi_define_properties(env, exports, sizeof(functions) / sizeof(functions[0]), functions) !=
          napi_ok) {
    napi_throw_error(env, NULL, "fast-dgram: the engine could not be set up in this environment");
    return NULL;
  }
  return exports;
}

NAPI_MODULE_INIT() { return export_functions(env, exports); }
