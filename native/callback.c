// Calls into JavaScript.

#include <errno.h>

#include "engine.h"

// Calls JavaScript in a callback scope of its own, so that its ticks and promise jobs run
// before this returns. JavaScript enters the socket's asynchronous context by itself. Whether the
// socket is still there to go on with.
bool callback_call(udp_socket *socket, napi_ref reference, size_t count, const napi_value *values) {
  engine *engine = socket->engine;
  napi_env env = engine->env;
  napi_value function;
  if (napi_get_reference_value(env, reference, &function) != napi_ok) return false;
  // As receiver any object will do.
  napi_status status = napi_make_callback(env, NULL, function, function, count, values, NULL);
  if (status == napi_pending_exception) {
    napi_value exception;
    if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) {
      napi_fatal_exception(env, exception);
    }
  } else if (status != napi_ok) {
    // The environment is ending and runs no more JavaScript.
    return false;
  }
  // Safety: a socket that was closed is freed when nothing is delivered any more.
  return !socket->closing && !engine->ending;
}

// reportUncaught(exception): as if nobody had caught it, which ends the process unless it is handled.
napi_value callback_report_uncaught(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  if (arguments.count < 1) return result(env, -EINVAL);
  return result(env, napi_fatal_exception(env, arguments.values[0]) == napi_ok ? 0 : -ECANCELED);
}
