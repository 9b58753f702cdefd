{
  "targets": [
    {
      "target_name": "fast_dgram",
      "sources": [
        "native/addon.c",
        "native/address.c",
        "native/arguments.c",
        "native/blocked.c",
        "native/blocked_send.c",
        "native/callback.c",
        "native/counters.c",
        "native/descriptor.c",
        "native/end_trains.c",
        "native/engine.c",
        "native/errors.c",
        "native/features.c",
        "native/icmp.c",
        "native/interface.c",
        "native/multicast.c",
        "native/options.c",
        "native/receive.c",
        "native/receive_options.c",
        "native/receive_slots.c",
        "native/received_control.c",
        "native/retry.c",
        "native/send.c",
        "native/send_control.c",
        "native/send_messages.c",
        "native/socket.c",
        "native/steering.c",
        "native/watch.c"
      ],
      "cflags": ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-fvisibility=hidden"],
      "cflags!": ["-Wno-unused-parameter"],
      "defines": ["NAPI_VERSION=8", "_GNU_SOURCE"]
    }
  ]
}
