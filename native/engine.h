// The Linux engine's shared declarations: what each file of this folder offers the others.
//
// Every function that can fail returns >= 0 or -errno. Nothing here throws.

#ifndef FAST_DGRAM_ENGINE_H
#define FAST_DGRAM_ENGINE_H

#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>

#include <node_api.h>
#include <uv.h>

// linux/udp.h: Linux 4.18 and 5.0. Older C libraries do not name them.
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif
// asm/socket.h: Linux 4.19.
#ifndef SO_TXTIME
#define SO_TXTIME 61
#endif
#ifndef SCM_TXTIME
#define SCM_TXTIME SO_TXTIME
#endif

// A socket's address of either family.
typedef union {
  struct sockaddr any;
  struct sockaddr_in ipv4;
  struct sockaddr_in6 ipv6;
} address;

// How an address crosses to JavaScript: family (4 or 6), port, scope, then the
// address itself in network order, in one 32-bit word (IPv4) or four (IPv6).
enum { ADDRESS_FAMILY, ADDRESS_PORT, ADDRESS_SCOPE, ADDRESS_WORDS, ADDRESS_STRIDE = 7 };

// A destination that JavaScript has named once and then sends to by index.
typedef struct {
  address to;
  // Datagrams longer than this are not grouped into segmented sends: the kernel
  // refused a longer segment to this destination before.
  uint32_t segment_limit;
} destination;

// What a datagram says to the kernel besides its destination: where SAID_… names it.
enum {
  SAID_SOURCE = 1,
  SAID_INTERFACE = 2,
  SAID_TRAFFIC_CLASS = 4,
  SAID_HOPS = 8,
  SAID_TRANSMIT_TIME = 16
};
typedef struct {
  uint32_t said;
  uint32_t interface;
  int traffic_class;
  int hops;
  uint64_t transmit_time;
  address source;
} send_control;
// Segment size, source and interface (IPv6), traffic class, hops, transmit time.
#define SEND_CONTROL_SIZE                                                          \
  (CMSG_SPACE(sizeof(uint16_t)) + CMSG_SPACE(sizeof(struct in6_pktinfo)) +         \
   2 * CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(uint64_t)))

// A datagram that the kernel would not take yet.
typedef struct blocked_datagram {
  struct blocked_datagram *next;
  address to;
  bool connected;
  send_control control;
  uint32_t length;
  uint8_t payload[];
} blocked_datagram;

// What a socket counts from its beginning on: its calls and messages, never datagram by datagram.
typedef struct {
  uint64_t wake_ups;
  uint64_t receive_calls;
  uint64_t datagrams_received;
  uint64_t bytes_received;
  // Reads that brought several datagrams, and how many these were.
  uint64_t trains_received;
  uint64_t train_datagrams_received;
  uint64_t datagrams_truncated;
  uint64_t send_calls;
  uint64_t datagrams_sent;
  uint64_t bytes_sent;
  // Sends that carried several datagrams, and how many these were.
  uint64_t trains_sent;
  uint64_t train_datagrams_sent;
  uint64_t datagrams_blocked;
  // By the kernel, for want of room; its own count has 32 bits.
  uint64_t datagrams_dropped;
  uint64_t drops_told;
  uint32_t last_drops;
} socket_counters;

typedef struct engine engine;

typedef struct udp_socket {
  engine *engine;
  // NULL while the socket is idle; then it may be in the engine's idle set.
  uv_poll_t *poll;
  int polled_events;
  uint32_t wake_ups;
  bool idle;
  // It keeps the process alive.
  bool referenced;
  bool receiving;
  // The retry timer, and not the poll, says when to send what is blocked.
  bool waits_to_retry;
  struct udp_socket *next_closed;
  int fd;
  int32_t index;
  bool ipv6;
  // Connected to an IPv4 host, whose address is mapped where the socket is an IPv6 one.
  bool peer_is_ipv4;
  // Datagrams may say when they leave.
  bool paced;
  // What is read besides datagrams and their senders: RECEIVE_… flags.
  int32_t receives;
  // How datagrams are delivered: DELIVER_… flags.
  int32_t delivery;
  // Messages that a wake-up reads.
  uint32_t budget;
  bool closing;
  bool segments;
  uint32_t segment_limit;
  // NULL until the first call that is made in it: most of many sockets are idle.
  napi_async_context async_context;
  blocked_datagram *first_blocked;
  blocked_datagram *last_blocked;
  uint32_t blocked_count;
  uint64_t blocked_bytes;
  // How far blocked_bytes may grow.
  uint64_t blocked_limit;
  // NULL until there is something to count: most of many sockets are idle.
  socket_counters *counters;
  // Datagrams that failed, by errno; NULL until one has.
  uint64_t *failures;
} udp_socket;

// What receive() turns on, shared with JavaScript.
enum {
  RECEIVE_TRAINS = 1,
  RECEIVE_DESTINATION = 2,
  RECEIVE_TRAFFIC_CLASS = 4,
  RECEIVE_HOPS = 8,
  RECEIVE_TIMESTAMP = 16,
  RECEIVE_DROPS = 32,
  RECEIVE_ICMP_ERRORS = 64,
  // What is told with each datagram.
  RECEIVE_INFO =
      RECEIVE_DESTINATION | RECEIVE_TRAFFIC_CLASS | RECEIVE_HOPS | RECEIVE_TIMESTAMP
};

// How a socket's datagrams are delivered, shared with JavaScript: one by one, all of a wake-up as a
// batch, or first as a batch and then one by one; and whether listeners keep the trains of batches.
enum { DELIVER_DATAGRAMS = 1, DELIVER_BATCHES = 2, DELIVER_KEPT_BATCHES = 4 };

// JavaScript's memory, kept alive by the engine's object.
typedef struct {
  void *data;
  size_t length;
} shared_array;

typedef struct receive_slots receive_slots;

// One for each time that JavaScript loads the library: usually once per thread. Jest, for one,
// loads it anew for each test file.
struct engine {
  napi_env env;
  uv_loop_t *loop;
  // The object whose methods JavaScript calls, and which holds what the arrays and callbacks
  // below belong to: strong while a socket is open, weak otherwise.
  napi_ref object;
  napi_async_cleanup_hook_handle cleanup;
  // The environment ends.
  bool ending;
  // The object is gone.
  bool finalized;
  udp_socket **sockets;
  uint32_t capacity;
  uint32_t first_free;
  uint32_t open_sockets;
  uint32_t open_handles;
  // The epoll set of sockets without a poll handle of their own, and its handle.
  int idle_set;
  uv_poll_t *idle_poll;
  uint32_t idle_references;
  uv_timer_t *retry_timer;
  // Sockets that were closed, until nothing that is under way can refer to them.
  udp_socket *closed;
  uint32_t depth;
  shared_array send_slab;
  shared_array send_descriptors;
  shared_array send_results;
  shared_array unblocked_results;
  shared_array receive_slab;
  shared_array receive_messages;
  shared_array delivery;
  shared_array receive_info;
  shared_array send_controls;
  shared_array addresses;
  destination *destinations;
  uint32_t destination_capacity;
  // Whether the kernel is one that takes fewer segments in a message than later ones do.
  bool takes_few_segments;
  receive_slots *slots;
  // Of sockets for whose own counters there is no memory.
  socket_counters uncounted;
  napi_ref on_context_needed;
  napi_ref on_datagrams;
  napi_ref on_batch;
  napi_ref on_delivered;
  napi_ref on_receive_error;
  napi_ref on_icmp_error;
  napi_ref on_dropped;
  napi_ref on_unblocked;
};

// engine.c
napi_value engine_create(napi_env env, napi_callback_info info);
int engine_add(engine *engine, udp_socket *socket);
void engine_remove(engine *engine, const udp_socket *socket);
void engine_handle_closed(engine *engine);

// addon.c
napi_status addon_define_methods(napi_env env, napi_value object, engine *engine);

// arguments.c
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

// address.c
// Longer than any address with its zone: 45 characters, '%', an interface name.
#define ADDRESS_TEXT_SIZE 128
socklen_t address_length(const address *address);
int address_parse(bool ipv6, const char *text, int port, address *parsed);
address address_map(const address *ipv4);
bool address_is_ipv4(const address *address);
void address_export(const address *address, const engine *engine, int position);
napi_value address_format(napi_env env, napi_callback_info info);
napi_value address_intern(napi_env env, napi_callback_info info);
napi_value address_parse_call(napi_env env, napi_callback_info info);

// received_control.c
// Room for what this library asks for, of IPv4 to an IPv6 socket (224 bytes), and for what a
// program asks for by options of its own: the length of a train's datagrams comes behind some of
// that, and without it the train could not be cut.
#define RECEIVED_CONTROL_SIZE 640
// What the kernel tells of a message besides its bytes: where TOLD_… names it.
enum {
  TOLD_DESTINATION = 1,
  TOLD_LOCAL_ADDRESS = 2,
  TOLD_INTERFACE = 4,
  TOLD_TRAFFIC_CLASS = 8,
  TOLD_HOPS = 16,
  TOLD_TIMESTAMP = 32,
  TOLD_DROPS = 64,
  TOLD_TRUNCATED = 128
};
typedef struct {
  uint32_t told;
  // The length of the train's datagrams (the last may be shorter), or of the only one.
  int32_t segment_size;
  uint32_t interface;
  int traffic_class;
  int hops;
  uint32_t drops;
  struct timespec timestamp;
  address destination;
  address local_address;
} received_control;
void received_control_read(const struct mmsghdr *message, received_control *control);
// How many bytes a control message has behind its head; -1 where what it says of its length is
// less than its head, or more than the kernel gave.
ssize_t received_control_size(const struct msghdr *header, const struct cmsghdr *control);

// send_control.c
// linux/net_tstamp.h, struct sock_txtime: older C libraries do not have it.
typedef struct {
  int32_t clock;
  uint32_t flags;
} transmit_time_option;
bool send_control_import(const engine *engine, int32_t index, send_control *control);
bool send_control_fits(const send_control *control, bool to_ipv4);
size_t send_control_write(const send_control *control, bool to_ipv4, uint16_t segment_size,
                          uint8_t *buffer);
napi_value send_control_pace(napi_env env, napi_callback_info info);

// socket.c
int socket_close(udp_socket *socket);
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

// watch.c
int watch_adopted(udp_socket *socket);
int watch_update(udp_socket *socket);
void watch_leave(udp_socket *socket);
void watch_serve(udp_socket *socket, bool readable, bool writable, bool failed);
void watch_reference(udp_socket *socket, bool referenced);
void watch_end(udp_socket *socket);
void watch_free_closed(engine *engine);
void watch_end_all(engine *engine);

// icmp.c
// The attempts of a call that may fail with an ICMP error of an earlier datagram: enough for
// those that arrive between the call and its repetition.
#define ICMP_ATTEMPTS 8
void icmp_deliver(udp_socket *socket);
void icmp_discard(const udp_socket *socket);

// counters.c
socket_counters *counters_of(udp_socket *socket);
void counters_free(udp_socket *socket);
void counters_add_failure(udp_socket *socket, int error);
void counters_add_drops(udp_socket *socket, uint32_t drops);
uint64_t counters_take_drops(udp_socket *socket);
napi_value counters_add_refused(napi_env env, napi_callback_info info);
napi_value counters_read(napi_env env, napi_callback_info info);

// receive_options.c
int receive_options_set(udp_socket *socket, int32_t receives);
void receive_options_end_icmp_errors(udp_socket *socket);

// interface.c
napi_value interface_index(napi_env env, napi_callback_info info);
napi_value interface_name(napi_env env, napi_callback_info info);

// retry.c
void retry_later(udp_socket *socket);
void retry_end(engine *engine);

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

// errors.c
bool error_is_backpressure(int error);
bool error_is_lost_descriptor(int error);

// descriptor.c
void descriptor_make_room(int fd);
napi_value descriptor_kind(napi_env env, napi_callback_info info);
napi_value descriptor_duplicate(napi_env env, napi_callback_info info);
napi_value descriptor_close(napi_env env, napi_callback_info info);

// callback.c
napi_value callback_create_context(napi_env env, napi_callback_info info);
bool callback_call(udp_socket *socket, napi_ref reference, size_t count, const napi_value *values);
bool callback_call_without_context(udp_socket *socket, napi_ref reference, size_t count,
                                   const napi_value *values);
napi_value callback_report_uncaught(napi_env env, napi_callback_info info);

// receive.c
// Messages per wake-up, at most. The poll is level-triggered, so what is left is read in the next
// turn of the loop, after timers and other sockets.
#define SLOTS 32
// The longest train; a shorter slot would truncate it.
#define SLOT_SIZE 65536
// A message that was read, as JavaScript reads it: its bytes, and those of each of its
// datagrams (the last may be shorter), and whether it is in memory that JavaScript has lent. Its
// sender is among the shared addresses.
enum { MESSAGE_LENGTH, MESSAGE_SEGMENT, MESSAGE_LENT, MESSAGE_STRIDE };
// What JavaScript is to deliver: the socket, how many messages were read, whether the call is in
// the socket's asynchronous context and for one datagram, and the message and the offset in it of
// the next one, which JavaScript moves on; whether it is delivering; and what it says in turn: that
// sends wait for the end of the wake-up.
enum {
  DELIVERY_SOCKET,
  DELIVERY_MESSAGES,
  DELIVERY_ENTERED,
  DELIVERY_MESSAGE,
  DELIVERY_OFFSET,
  DELIVERY_UNDER_WAY,
  DELIVERY_SENDS_WAIT,
  DELIVERY_WORDS
};
// What is told of a message besides, as JavaScript reads it: TOLD_… flags and their values.
enum {
  INFO_TOLD,
  INFO_INTERFACE,
  INFO_TRAFFIC_CLASS,
  INFO_HOPS,
  INFO_SECONDS,
  INFO_SECONDS_HIGH,
  INFO_NANOSECONDS,
  INFO_STRIDE
};
// The positions of the shared addresses: a socket's own name, or what else a call returns; where
// the datagram went that an ICMP error is about, and the host that the error comes from (these are
// read in a callback, before which hooks may make calls); the messages' senders, and where they
// went.
enum {
  ADDRESS_NAME,
  ADDRESS_UNREACHED,
  ADDRESS_OFFENDER,
  ADDRESS_SENDERS,
  ADDRESS_DESTINATIONS = ADDRESS_SENDERS + SLOTS,
  ADDRESS_LOCALS = ADDRESS_DESTINATIONS + SLOTS,
  ADDRESS_POSITIONS = ADDRESS_LOCALS + SLOTS
};
int receive_wake_up(udp_socket *socket);
int receive_one_by_one(udp_socket *socket);
void receive_report_error(udp_socket *socket, int error);
napi_value receive_deliver(napi_env env, napi_callback_info info);

// end_trains.c
napi_value end_trains_call(napi_env env, napi_callback_info info);

// receive_slots.c
// One set per engine, for all its sockets: delivery is synchronous.
struct receive_slots {
  struct mmsghdr headers[SLOTS];
  struct iovec own[SLOTS];
  // Where there is a lender.
  struct iovec lent[SLOTS];
  napi_ref lenders[SLOTS];
  address senders[SLOTS];
  _Alignas(struct cmsghdr) uint8_t controls[SLOTS][RECEIVED_CONTROL_SIZE];
  // The slots that the last read has used.
  int used;
  bool uses_lent;
  bool keeps_memory;
};
receive_slots *receive_slots_of(engine *engine);
void receive_slots_prepare(receive_slots *slots, bool uses_lent);
bool receive_slots_is_lent(const receive_slots *slots, int slot);
void receive_slots_end(engine *engine);
napi_value receive_slots_lend(napi_env env, napi_callback_info info);

// send_messages.c
int send_messages_write(udp_socket *socket, struct mmsghdr *headers, unsigned count);
void send_count(udp_socket *socket, uint64_t bytes, uint32_t datagrams);

// blocked.c
int blocked_add(udp_socket *socket, const address *to, const send_control *control,
                const void *payload, uint32_t length);
void blocked_leave(udp_socket *socket);
void blocked_keep_peer(udp_socket *socket);
void blocked_discard(udp_socket *socket);
napi_value blocked_drain(napi_env env, napi_callback_info info);
napi_value blocked_set_limit(napi_env env, napi_callback_info info);
napi_value blocked_get_bytes(napi_env env, napi_callback_info info);
napi_value blocked_get_count(napi_env env, napi_callback_info info);

// send.c
// A datagram's result, shared with JavaScript: sent, queued until the kernel takes it, or -errno.
enum { SEND_SENT = 0, SEND_QUEUED = 1 };
napi_value send_flush(napi_env env, napi_callback_info info);
napi_value send_flush_from(napi_env env, napi_callback_info info);

#endif
