// The addon's table of contents.

#include "engine.h"

napi_status addon_define_methods(napi_env env, napi_value object, engine *engine) {
  const napi_property_descriptor methods[] = {
#define METHOD(name, function) {name, NULL, function, NULL, NULL, NULL, napi_default, engine}
      METHOD("open", socket_open),
      METHOD("adopt", socket_adopt),
      METHOD("bind", socket_bind),
      METHOD("connect", socket_connect),
      METHOD("disconnect", socket_disconnect),
      METHOD("localAddress", socket_name),
      METHOD("peerAddress", socket_peer),
      METHOD("receive", socket_receive),
      METHOD("endTrains", end_trains_call),
      METHOD("deliver", receive_deliver),
      METHOD("reportUncaught", callback_report_uncaught),
      METHOD("lend", receive_slots_lend),
      METHOD("pause", socket_pause),
      METHOD("reference", socket_reference),
      METHOD("descriptor", socket_descriptor),
      METHOD("close", socket_close_call),
      METHOD("setOption", option_set),
      METHOD("getOption", option_get),
      METHOD("setOptionBytes", option_set_bytes),
      METHOD("getOptionBytes", option_get_bytes),
      METHOD("membership", multicast_membership),
      METHOD("sourceMembership", multicast_source_membership),
      METHOD("multicastInterface", multicast_interface),
      METHOD("interfaceIndex", interface_index),
      METHOD("interfaceName", interface_name),
      METHOD("setSteering", steering_set),
      METHOD("pace", send_control_pace),
      METHOD("counters", counters_read),
      METHOD("countFailure", counters_add_refused),
      METHOD("parseAddress", address_parse_call),
      METHOD("internDestination", address_intern),
      METHOD("formatAddress", address_format),
      METHOD("createContext", callback_create_context),
      METHOD("features", features_probe),
      METHOD("descriptorKind", descriptor_kind),
      METHOD("duplicateDescriptor", descriptor_duplicate),
      METHOD("closeDescriptor", descriptor_close),
      METHOD("flush", send_flush),
      METHOD("flushFrom", send_flush_from),
      METHOD("drain", blocked_drain),
      METHOD("separateQueue", blocked_separate),
      METHOD("limitQueue", blocked_set_limit),
      METHOD("blockedBytes", blocked_get_bytes),
      METHOD("blockedCount", blocked_get_count),
#undef METHOD
  };
  return napi_define_properties(env, object, sizeof(methods) / sizeof(methods[0]), methods);
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor create = {"create",       NULL, engine_create, NULL, NULL, NULL,
                                           napi_enumerable, NULL};
  if (napi_define_properties(env, exports, 1, &create) != napi_ok) return NULL;
  return exports;
}
