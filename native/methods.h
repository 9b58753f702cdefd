// The methods that JavaScript calls, by the file that has them.

#ifndef FAST_DGRAM_METHODS_H
#define FAST_DGRAM_METHODS_H

#include <node_api.h>

typedef struct engine engine;

// addon.c
napi_status addon_define_methods(napi_env env, napi_value object, engine *engine);

// engine.c
napi_value engine_create(napi_env env, napi_callback_info info);

// address.c
napi_value address_format(napi_env env, napi_callback_info info);
napi_value address_intern(napi_env env, napi_callback_info info);
napi_value address_parse_call(napi_env env, napi_callback_info info);

// send_control.c
napi_value send_control_pace(napi_env env, napi_callback_info info);

// socket.c
napi_value socket_open(napi_env env, napi_callback_info info);
napi_value socket_adopt(napi_env env, napi_callback_info info);
napi_value socket_bind(napi_env env, napi_callback_info info);
napi_value socket_connect(napi_env env, napi_callback_info info);
napi_value socket_disconnect(napi_env env, napi_callback_info info);
napi_value socket_name(napi_env env, napi_callback_info info);
napi_value socket_peer(napi_env env, napi_callback_info info);
napi_value socket_receive(napi_env env, napi_callback_info info);
napi_value socket_pause(napi_env env, napi_callback_info info);
napi_value socket_reference(napi_env env, napi_callback_info info);
napi_value socket_descriptor(napi_env env, napi_callback_info info);
napi_value socket_close_call(napi_env env, napi_callback_info info);

// counters.c
napi_value counters_add_refused(napi_env env, napi_callback_info info);
napi_value counters_read(napi_env env, napi_callback_info info);

// interface.c
napi_value interface_index(napi_env env, napi_callback_info info);
napi_value interface_name(napi_env env, napi_callback_info info);

// options.c
napi_value option_set(napi_env env, napi_callback_info info);
napi_value option_get(napi_env env, napi_callback_info info);
napi_value option_set_bytes(napi_env env, napi_callback_info info);
napi_value option_get_bytes(napi_env env, napi_callback_info info);

// multicast.c
napi_value multicast_membership(napi_env env, napi_callback_info info);
napi_value multicast_source_membership(napi_env env, napi_callback_info info);
napi_value multicast_interface(napi_env env, napi_callback_info info);

// steering.c
napi_value steering_set(napi_env env, napi_callback_info info);

// features.c
napi_value features_probe(napi_env env, napi_callback_info info);

// descriptor.c
napi_value descriptor_kind(napi_env env, napi_callback_info info);
napi_value descriptor_duplicate(napi_env env, napi_callback_info info);
napi_value descriptor_close(napi_env env, napi_callback_info info);

// callback.c
napi_value callback_create_context(napi_env env, napi_callback_info info);
napi_value callback_report_uncaught(napi_env env, napi_callback_info info);

// receive.c
napi_value receive_deliver(napi_env env, napi_callback_info info);

// end_trains.c
napi_value end_trains_call(napi_env env, napi_callback_info info);

// receive_slots.c
napi_value receive_slots_lend(napi_env env, napi_callback_info info);

// blocked.c
napi_value blocked_drain(napi_env env, napi_callback_info info);
napi_value blocked_separate(napi_env env, napi_callback_info info);
napi_value blocked_set_limit(napi_env env, napi_callback_info info);
napi_value blocked_get_bytes(napi_env env, napi_callback_info info);
napi_value blocked_get_count(napi_env env, napi_callback_info info);

// send.c
napi_value send_flush(napi_env env, napi_callback_info info);
napi_value send_flush_from(napi_env env, napi_callback_info info);

#endif
