// Calls into JavaScript.

#include <errno.h>

#include "engine.h"

// createContext(socket, resource): what calls that are made for the socket alone belong to.
napi_value callback_create_context(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  udp_socket *socket = arguments_socket(&arguments);
  if (socket == NULL || socket->async_context != NULL) return result(env, -EBADF);
  napi_valuetype type;
  if (arguments.count < 2 || napi_typeof(env, arguments.values[1], &type) != napi_ok ||
      type != napi_object) {
    return result(env, -EINVAL);
  }
  napi_value name;
  napi_async_context context;
  if (napi_create_string_utf8(env, "UDPWRAP", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_async_init(env, arguments.values[1], name, &context) != napi_ok) {
    return result(env, -ENOMEM);
  }
  // A hook for new resources may have closed it.
  if (arguments_socket(&arguments) != socket) {
    napi_async_destroy(env, context);
    return result(env, -ECANCELED);
  }
  socket->async_context = context;
  return result(env, 0);
}

// As if nobody had caught what JavaScript has thrown.
static void report_exception(napi_env env) {
  napi_value exception;
  if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) {
    napi_fatal_exception(env, exception);
  }
}

static bool call(udp_socket *socket, napi_async_context context, napi_ref reference, size_t count,
                 const napi_value *values) {
  engine *engine = socket->engine;
  napi_env env = engine->env;
  napi_value function;
  if (napi_get_reference_value(env, reference, &function) != napi_ok) return false;
  // As receiver any object will do.
  napi_status status = napi_make_callback(env, context, function, function, count, values, NULL);
  if (status == napi_pending_exception) {
    report_exception(env);
  } else if (status != napi_ok) {
    // The environment is ending and runs no more JavaScript.
    return false;
  }
  // Safety: a socket that was closed is freed when nothing is delivered any more.
  return !socket->closing && !engine->ending;
}

// Where JavaScript fails to create it, the call is made without a context. It is no callback scope:
// ticks that wait, as those of a listener that threw, are for the call that follows.
static void need_context(udp_socket *socket) {
  engine *engine = socket->engine;
  napi_env env = engine->env;
  napi_value function;
  napi_value index;
  if (napi_get_reference_value(env, engine->on_context_needed, &function) != napi_ok ||
      napi_create_int32(env, socket->index, &index) != napi_ok) {
    return;
  }
  if (napi_call_function(env, function, function, 1, &index, NULL) == napi_pending_exception) {
    report_exception(env);
  }
  // A hook has closed it, so that no call follows, which the ticks of 'close' wait for.
  if (socket->closing) (void)call(socket, NULL, engine->on_delivered, 0, NULL);
}

// Calls JavaScript in a callback scope of its own, so that its ticks and promise jobs run
// before this returns. Whether the socket is still there to go on with.
bool callback_call(udp_socket *socket, napi_ref reference, size_t count, const napi_value *values) {
  // A closed socket's call is for what other sockets have sent.
  if (socket->async_context == NULL && !socket->closing) {
    need_context(socket);
    if (socket->closing) return false;
  }
  return call(socket, socket->async_context, reference, count, values);
}

// The same, where JavaScript enters asynchronous contexts by itself: no hook runs before it does.
bool callback_call_without_context(udp_socket *socket, napi_ref reference, size_t count,
                                   const napi_value *values) {
  return call(socket, NULL, reference, count, values);
}

// reportUncaught(exception): as if nobody had caught it, which ends the process unless it is
// handled.
napi_value callback_report_uncaught(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments)) return NULL;
  if (arguments.count < 1) return result(env, -EINVAL);
  return result(env, napi_fatal_exception(env, arguments.values[0]) == napi_ok ? 0 : -ECANCELED);
}
