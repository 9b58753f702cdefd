// What one Node.js environment owns, from the addon's load to the environment's end.

#include <errno.h>
#include <stdlib.h>

#include "engine.h"

environment *environment_of(napi_env env) {
  void *data = NULL;
  if (napi_get_instance_data(env, &data) != napi_ok) return NULL;
  return data;
}

static void environment_free(environment *environment) {
  receive_free(environment->slots);
  free(environment->destinations);
  free(environment->sockets);
  free(environment);
}

static void environment_finish(environment *environment) {
  napi_remove_async_cleanup_hook(environment->cleanup);
  environment_free(environment);
}

// The environment ends: close every descriptor, and let go once libuv has closed every handle.
static void environment_end(napi_async_cleanup_hook_handle handle, void *data) {
  (void)handle;
  environment *environment = data;
  environment->ending = true;
  napi_set_instance_data(environment->env, NULL, NULL, NULL);
  for (uint32_t index = 0; index < environment->capacity; index++) {
    if (environment->sockets[index] != NULL) socket_close(environment->sockets[index]);
  }
  if (environment->open_handles == 0) environment_finish(environment);
}

void environment_handle_closed(environment *environment) {
  environment->open_handles--;
  if (environment->ending && environment->open_handles == 0) environment_finish(environment);
}

int environment_create(napi_env env) {
  environment *environment = calloc(1, sizeof(*environment));
  if (environment == NULL) return -ENOMEM;
  environment->env = env;
  if (napi_get_uv_event_loop(env, &environment->loop) != napi_ok ||
      napi_set_instance_data(env, environment, NULL, NULL) != napi_ok ||
      napi_add_async_cleanup_hook(env, environment_end, environment, &environment->cleanup) !=
          napi_ok) {
    napi_set_instance_data(env, NULL, NULL, NULL);
    free(environment);
    return -ENOSYS;
  }
  return 0;
}

int environment_add(environment *environment, udp_socket *socket) {
  uint32_t index = environment->first_free;
  while (index < environment->capacity && environment->sockets[index] != NULL) index++;
  if (index == environment->capacity) {
    uint32_t capacity = environment->capacity == 0 ? 16 : environment->capacity * 2;
    udp_socket **sockets = realloc(environment->sockets, capacity * sizeof(*sockets));
    if (sockets == NULL) return -ENOMEM;
    for (uint32_t added = environment->capacity; added < capacity; added++) sockets[added] = NULL;
    environment->sockets = sockets;
    environment->capacity = capacity;
  }
  environment->sockets[index] = socket;
  environment->first_free = index + 1;
  socket->index = (int32_t)index;
  return (int)index;
}

void environment_remove(environment *environment, const udp_socket *socket) {
  uint32_t index = (uint32_t)socket->index;
  environment->sockets[index] = NULL;
  if (index < environment->first_free) environment->first_free = index;
}

static int share_array(napi_env env, napi_value object, const char *name, shared_array *array) {
  napi_value value;
  napi_value buffer;
  size_t offset;
  if (napi_get_named_property(env, object, name, &value) != napi_ok) return -EINVAL;
  napi_typedarray_type type;
  size_t count;
  if (napi_get_typedarray_info(env, value, &type, &count, &array->data, &buffer, &offset) !=
      napi_ok) {
    return -EINVAL;
  }
  size_t element = type == napi_int32_array ? sizeof(int32_t) : sizeof(uint8_t);
  if (type != napi_int32_array && type != napi_uint8_array) return -EINVAL;
  array->length = count * element;
  // Safety: the reference keeps the memory; the arrays are never handed to users, so nobody
  // can detach or resize them.
  return napi_create_reference(env, value, 1, &array->reference) == napi_ok ? 0 : -ENOMEM;
}

static int share_function(napi_env env, napi_value object, const char *name, napi_ref *reference) {
  napi_value value;
  napi_valuetype type;
  if (napi_get_named_property(env, object, name, &value) != napi_ok ||
      napi_typeof(env, value, &type) != napi_ok || type != napi_function) {
    return -EINVAL;
  }
  return napi_create_reference(env, value, 1, reference) == napi_ok ? 0 : -ENOMEM;
}

// initialize({ arrays, callbacks, destinationCapacity }): once per environment.
napi_value environment_initialize(napi_env env, napi_callback_info info) {
  arguments arguments;
  if (!arguments_read(env, info, &arguments) || arguments.count < 1) return NULL;
  environment *environment = arguments.environment;
  napi_value object = arguments.values[0];
  if (environment->destinations != NULL) return result(env, -EALREADY);

  napi_value value;
  uint32_t capacity;
  if (napi_get_named_property(env, object, "destinationCapacity", &value) != napi_ok ||
      napi_get_value_uint32(env, value, &capacity) != napi_ok || capacity == 0) {
    return result(env, -EINVAL);
  }
  int error = share_array(env, object, "sendSlab", &environment->send_slab);
  if (error == 0) error = share_array(env, object, "sendDescriptors", &environment->send_descriptors);
  if (error == 0) error = share_array(env, object, "sendResults", &environment->send_results);
  if (error == 0) error = share_array(env, object, "receivedDatagrams", &environment->received_datagrams);
  if (error == 0) error = share_array(env, object, "addresses", &environment->addresses);
  if (error == 0) error = share_function(env, object, "onDatagram", &environment->on_datagram);
  if (error == 0) error = share_function(env, object, "onReceiveError", &environment->on_receive_error);
  if (error == 0) error = share_function(env, object, "onUnblocked", &environment->on_unblocked);
  if (error != 0) return result(env, error);

  environment->destinations = calloc(capacity, sizeof(*environment->destinations));
  if (environment->destinations == NULL) return result(env, -ENOMEM);
  environment->destination_capacity = capacity;
  return result(env, 0);
}
