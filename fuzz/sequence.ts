import type { EventName, Trace } from '../test/support/context.js';

/** The sockets of a sequence. The first alone acts in its listeners and callbacks. */
export const NAMES = ['a', 'b', 'c'] as const;

/** A socket of a sequence. */
export type Name = (typeof NAMES)[number];

/** The socket whose listeners and callbacks may call its methods. */
export const ACTOR: Name = 'a';

/** What values need to know of the run that they are made for. */
export interface Scope {
  /** The loopback address of the called socket's family. */
  readonly loopback: string;
  /** Whether the called socket is bound. */
  readonly isBound: boolean;
  /** Aborts the called socket's `signal` option. */
  readonly signal: AbortSignal;
  /** Tells what a host name was looked up with. */
  readonly traceLookup: Trace;
  /** Where nobody listens. */
  readonly closedPort: number;
  /** The port that a socket is bound to; the closed one, if it is not bound. */
  portOf(name: Name): number;
  /** A callback that is traced and then takes the steps. */
  callback(steps: readonly Step[]): (...args: unknown[]) => void;
  /** Makes traces show an object as the code that made it. */
  show(object: object, code: string): void;
}

/** A value as a program would write it: each implementation gets one of its own. */
export interface Value {
  readonly code: string;
  /** It is a callback that takes steps. */
  readonly acts?: boolean;
  make(scope: Scope): unknown;
}

/** A call of a method. */
export interface Call {
  readonly kind: 'call';
  readonly socket: Name;
  readonly method: string;
  readonly args: readonly Value[];
}

/** What a program does next. */
export type Step =
  | Call
  /** Aborts a socket's signal, which closes it where it was created with it. */
  | { readonly kind: 'abort'; readonly socket: Name }
  /** Calls `createSocket()` with what may be wrong; the socket is not used. */
  | { readonly kind: 'create'; readonly args: readonly Value[] }
  /** The actor takes steps when this event is next emitted. */
  | { readonly kind: 'listen'; readonly event: EventName; readonly steps: readonly Step[] }
  /** Waits until nothing happens any more. */
  | { readonly kind: 'settle' }
  /** In a listener or callback. */
  | { readonly kind: 'throw' };

/** How a socket of a sequence begins. */
export interface Beginning {
  readonly type: 'udp4' | 'udp6';
  /** Options besides the type. */
  readonly options: Value;
  /** Whether it is bound to the loopback address before the first step. */
  readonly bound: boolean;
  /** Whether anybody listens for 'error'. */
  readonly heard: boolean;
}

/** A program: sockets, and what is done with them. */
export interface Sequence {
  readonly sockets: Readonly<Record<Name, Beginning | undefined>>;
  readonly steps: readonly Step[];
}

/** A value for one run; an object is shown as its code. */
export function make(value: Value, scope: Scope): unknown {
  const made = value.make(scope);
  if (typeof made === 'function' || (typeof made === 'object' && made !== null)) {
    scope.show(made, value.code);
  }
  return made;
}
