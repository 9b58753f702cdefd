{
  "targets": [
    {
      "target_name": "fast_dgram",
      "sources": [
        "native/addon.c",
        "native/address.c",
        "native/arguments.c",
        "native/callback.c",
        "native/control.c",
        "native/descriptor.c",
        "native/engine.c",
        "native/features.c",
        "native/options.c",
        "native/receive.c",
        "native/retry.c",
        "native/send.c",
        "native/socket.c",
        "native/watch.c"
      ],
      "cflags": ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"],
      "cflags!": ["-Wno-unused-parameter"],
      "defines": ["NAPI_VERSION=8", "_GNU_SOURCE"]
    }
  ]
}
