// What one load of the library owns, from its creation to the end of its environment.

#include <errno.h>
#include <stdlib.h>

#include "engine.h"

static void engine_free(engine *engine) {
  socket_free_closed(engine);
  free(engine->slots);
  free(engine->destinations);
  free(engine->sockets);
  free(engine);
}

static void delete_references(engine *engine) {
  receive_slots_end(engine);
  napi_ref references[] = {engine->object,           engine->on_context_needed,
                           engine->on_datagrams,     engine->on_batch,
                           engine->on_delivered,     engine->on_receive_error,
                           engine->on_icmp_error,    engine->on_dropped,
                           engine->on_unblocked};
  for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++) {
    if (references[i] != NULL) napi_delete_reference(engine->env, references[i]);
  }
}

static void free_when_unused(engine *engine) {
  if (engine->finalized && engine->open_handles == 0) engine_free(engine);
}

static void leave_environment(engine *engine) {
  if (engine->cleanup == NULL) return;
  napi_remove_async_cleanup_hook(engine->cleanup);
  engine->cleanup = NULL;
}

// The environment ends: close every descriptor, and let go once libuv has closed every handle.
static void on_environment_end(napi_async_cleanup_hook_handle handle, void *data) {
  (void)handle;
  engine *engine = data;
  engine->ending = true;
  for (uint32_t index = 0; index < engine->capacity; index++) {
    if (engine->sockets[index] != NULL) socket_close(engine->sockets[index]);
  }
  watch_end_all(engine);
  retry_end(engine);
  receive_options_end(engine);
  if (engine->open_handles == 0) leave_environment(engine);
}

// Nobody can call the engine any more: its module was let go, or the environment has ended.
// No socket is open, for an open one holds the object.
static void on_finalize(napi_env env, void *data, void *hint) {
  (void)env;
  (void)hint;
  engine *engine = data;
  engine->finalized = true;
  delete_references(engine);
  watch_end_all(engine);
  retry_end(engine);
  receive_options_end(engine);
  if (engine->open_handles == 0) leave_environment(engine);
  free_when_unused(engine);
}

void engine_handle_closed(engine *engine) {
  engine->open_handles--;
  if (engine->open_handles > 0) return;
  if (engine->ending || engine->finalized) leave_environment(engine);
  free_when_unused(engine);
}

int engine_add(engine *engine, udp_socket *socket) {
  uint32_t index = engine->first_free;
  while (index < engine->capacity && engine->sockets[index] != NULL) index++;
  if (index == engine->capacity) {
    uint32_t capacity = engine->capacity == 0 ? 16 : engine->capacity * 2;
    udp_socket **sockets = realloc(engine->sockets, capacity * sizeof(*sockets));
    if (sockets == NULL) return -ENOMEM;
    for (uint32_t added = engine->capacity; added < capacity; added++) sockets[added] = NULL;
    engine->sockets = sockets;
    engine->capacity = capacity;
  }
  engine->sockets[index] = socket;
  engine->first_free = index + 1;
  // From the first socket on, JavaScript's side must stay.
  if (engine->open_sockets++ == 0) napi_reference_ref(engine->env, engine->object, NULL);
  socket->index = (int32_t)index;
  return (int)index;
}

void engine_remove(engine *engine, const udp_socket *socket) {
  uint32_t index = (uint32_t)socket->index;
  engine->sockets[index] = NULL;
  if (index < engine->first_free) engine->first_free = index;
  if (--engine->open_sockets == 0 && !engine->ending) {
    napi_reference_unref(engine->env, engine->object, NULL);
  }
}

static int share_array(napi_env env, napi_value setup, const char *name, shared_array *array) {
  napi_value value;
  napi_value buffer;
  napi_typedarray_type type;
  size_t count;
  size_t offset;
  if (napi_get_named_property(env, setup, name, &value) != napi_ok ||
      napi_get_typedarray_info(env, value, &type, &count, &array->data, &buffer, &offset) !=
          napi_ok ||
      (type != napi_int32_array && type != napi_uint8_array)) {
    return -EINVAL;
  }
  array->length = count * (type == napi_int32_array ? sizeof(int32_t) : sizeof(uint8_t));
  return 0;
}

static int share_function(napi_env env, napi_value setup, const char *name, napi_ref *reference) {
  napi_value value;
  napi_valuetype type;
  if (napi_get_named_property(env, setup, name, &value) != napi_ok ||
      napi_typeof(env, value, &type) != napi_ok || type != napi_function) {
    return -EINVAL;
  }
  return napi_create_reference(env, value, 0, reference) == napi_ok ? 0 : -ENOMEM;
}

static int share_setup(napi_env env, napi_value setup, engine *engine) {
  const struct {
    const char *name;
    shared_array *array;
    // Bytes that are written without a further look; the others are looked at each time.
    size_t least;
  } arrays[] = {
      {"sendSlab", &engine->send_slab, 0},
      {"sendDescriptors", &engine->send_descriptors, 0},
      {"sendResults", &engine->send_results, 0},
      {"unblockedResults", &engine->unblocked_results, 0},
      {"receiveSlab", &engine->receive_slab, (size_t)RECEIVE_SLOTS * SLOT_SIZE},
      {"receiveMessages", &engine->receive_messages,
       RECEIVE_SLOTS * MESSAGE_STRIDE * sizeof(int32_t)},
      {"delivery", &engine->delivery, DELIVERY_WORDS * sizeof(int32_t)},
      {"receiveInfo", &engine->receive_info, RECEIVE_SLOTS * INFO_STRIDE * sizeof(int32_t)},
      {"sendControls", &engine->send_controls, 0},
      {"addresses", &engine->addresses, ADDRESS_POSITIONS * ADDRESS_STRIDE * sizeof(int32_t)},
  };
  const struct {
    const char *name;
    napi_ref *reference;
  } functions[] = {
      {"onContextNeeded", &engine->on_context_needed},
      {"onDatagrams", &engine->on_datagrams},
      {"onBatch", &engine->on_batch},
      {"onDelivered", &engine->on_delivered},
      {"onReceiveError", &engine->on_receive_error},
      {"onIcmpError", &engine->on_icmp_error},
      {"onDropped", &engine->on_dropped},
      {"onUnblocked", &engine->on_unblocked},
  };
  int error = 0;
  for (size_t i = 0; error == 0 && i < sizeof(arrays) / sizeof(arrays[0]); i++) {
    error = share_array(env, setup, arrays[i].name, arrays[i].array);
    if (error == 0 && arrays[i].array->length < arrays[i].least) error = -EINVAL;
  }
  for (size_t i = 0; error == 0 && i < sizeof(functions) / sizeof(functions[0]); i++) {
    error = share_function(env, setup, functions[i].name, functions[i].reference);
  }
  if (error != 0) return error;

  napi_value value;
  uint32_t capacity;
  if (napi_get_named_property(env, setup, "destinationCapacity", &value) != napi_ok ||
      napi_get_value_uint32(env, value, &capacity) != napi_ok || capacity == 0) {
    return -EINVAL;
  }
  engine->destinations = calloc(capacity, sizeof(*engine->destinations));
  if (engine->destinations == NULL) return -ENOMEM;
  engine->destination_capacity = capacity;
  return 0;
}

// Makes the object whose methods are the engine's.
static int create_object(napi_env env, napi_value setup, engine *engine, napi_value *object) {
  if (napi_create_object(env, object) != napi_ok ||
      // Safety: the object keeps the setup, and so the memory and the functions that the engine
      // knows. The arrays are never handed to users but for the receive slab, whose memory can't
      // be detached (src/engine/linux/memory.ts), so nobody can detach or resize them.
      napi_set_named_property(env, *object, "setup", setup) != napi_ok ||
      addon_define_methods(env, *object, engine) != napi_ok ||
      napi_add_async_cleanup_hook(env, on_environment_end, engine, &engine->cleanup) != napi_ok) {
    return -ENOMEM;
  }
  if (napi_wrap(env, *object, engine, on_finalize, NULL, &engine->object) != napi_ok) {
    leave_environment(engine);
    return -ENOMEM;
  }
  return 0;
}

// create(setup): an engine of its own. An object, or -errno.
napi_value engine_create(napi_env env, napi_callback_info info) {
  napi_value setup;
  size_t count = 1;
  if (napi_get_cb_info(env, info, &count, &setup, NULL, NULL) != napi_ok) return NULL;
  engine *engine = calloc(1, sizeof(*engine));
  if (engine == NULL) return result(env, -ENOMEM);
  engine->env = env;
  engine->train_keeper = -1;

  napi_value object;
  int error = count < 1 ? -EINVAL : share_setup(env, setup, engine);
  if (error == 0 && napi_get_uv_event_loop(env, &engine->loop) != napi_ok) error = -ENOSYS;
  if (error == 0) error = create_object(env, setup, engine, &object);
  if (error == 0) return object;
  delete_references(engine);
  engine_free(engine);
  return result(env, error);
}
