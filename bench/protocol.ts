// What passes between the benchmark and its peers; README.md tells what each role does.

/** The arguments that each role takes. */
export const ROLE_ARGUMENTS = {
  send: ['ports', 'size', 'window', 'callbacks', 'connected', 'warmup', 'seconds'],
  receive: ['ipv6'],
  share: ['workers'],
  echo: ['shared'],
  query: ['port', 'size', 'window', 'warmup', 'seconds'],
  ping: ['port', 'size', 'warmup', 'seconds'],
  load: ['ports', 'size', 'rate', 'clients', 'seconds'],
  clients: ['port', 'size', 'sockets', 'window', 'warmup', 'seconds'],
  open: ['sockets'],
  import: ['by'],
  cores: ['driver', 'listener'],
} as const satisfies Record<string, readonly string[]>;

/** What a peer can be told to do. */
export type Role = keyof typeof ROLE_ARGUMENTS;

/** Arguments of a role, by name. */
export type Arguments = Readonly<Record<string, string | number>>;

/** What some work took. */
export interface Usage {
  seconds: number;
  /** CPU time of the process in user mode, in microseconds. */
  user: number;
  /** CPU time of the process in the kernel, in microseconds. */
  system: number;
}

/** What a peer counted; which of the counts there are depends on its role. */
export interface Result extends Usage {
  sent?: number;
  received?: number;
  /** Of payload received. */
  bytes?: number;
  /** Round trips' percentiles, in microseconds. */
  p50?: number;
  p99?: number;
  p999?: number;
}

/** What `receive`, `share` and `echo` print once they listen. */
export interface Listening {
  port: number;
}

/** What `cores` prints. */
export interface CoreState {
  /** Of a round trip between the two cores, in nanoseconds. */
  distance: number;
  /** Of a few operations that do not wait for each other, on the slower core, in nanoseconds. */
  step: number;
}

/** What `open` prints once its sockets listen: where, and what opening them took. */
export interface Opened extends Usage {
  ports: number[];
  /** How much more memory is resident than before. */
  bytes: number;
}
