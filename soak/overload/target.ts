// The flooded process: a socket whose listener is slow, a quiet socket, and a timer.

import type dgram from 'node:dgram';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { kernelSockets } from '../support/kernel-sockets.js';
import { untilQuiet } from '../support/quiet.js';
import { serve } from '../support/services.js';
import { TIMER_MS } from './timer.js';

/** How often memory is looked at, in milliseconds. */
const MEMORY_MS = 50;

/** What to open. */
export interface TargetTask {
  library: 'node:dgram' | 'fast-dgram';
  /** What the flooded socket's listener takes for a datagram, in microseconds. */
  burn: number;
}

/** Where the two sockets listen. */
export interface TargetPorts {
  flooded: number;
  quiet: number;
}

/** What the flooded process has seen. */
export interface Endured {
  /** Datagrams that the slow listener has got. */
  handled: number;
  /** Datagrams that the quiet socket has got, each in its turn. */
  quiet: number;
  /** How often the timer fired. */
  timers: number;
  /** The event loop's delays, in milliseconds; a millisecond of each is the measuring timer's. */
  delays: { p50: number; p99: number; most: number };
  /** Resident memory over time, in bytes. */
  memory: number[];
}

let sockets: dgram.Socket[] = [];
const seen: Endured = {
  ...{ handled: 0, quiet: 0, timers: 0 },
  delays: { p50: 0, p99: 0, most: 0 },
  memory: [],
};
const delays = monitorEventLoopDelay({ resolution: 1 });
let timers: NodeJS.Timeout[] = [];

function bound(socket: dgram.Socket): Promise<number> {
  return new Promise((resolve) => {
    socket.bind(0, '127.0.0.1', () => resolve(socket.address().port));
  });
}

function burnFor(microseconds: number): void {
  const end = performance.now() + microseconds / 1000;
  while (performance.now() < end);
}

/** Bytes that wait in the kernel, by socket. */
function queued(): number[] {
  const ports = sockets.map((socket) => socket.address().port);
  return kernelSockets('udp4', ports).map((socket) => socket.queued);
}

const services = {
  async open({ library, burn }: TargetTask): Promise<TargetPorts> {
    const { createSocket } = require(library) as typeof dgram;
    const flooded = createSocket('udp4', () => {
      seen.handled++;
      burnFor(burn);
    });
    const quiet = createSocket('udp4', (message) => {
      if (message.readUInt32LE() === seen.quiet) seen.quiet++;
    });
    sockets = [flooded, quiet];
    return { flooded: await bound(flooded), quiet: await bound(quiet) };
  },
  /** The flood comes. */
  begin(): void {
    delays.enable();
    timers = [
      setInterval(() => {
        seen.timers++;
      }, TIMER_MS),
      setInterval(() => seen.memory.push(process.memoryUsage.rss()), MEMORY_MS),
    ];
  },
  /** The flood is over. */
  async end(): Promise<Endured> {
    delays.disable();
    for (const timer of timers) clearInterval(timer);
    seen.delays = {
      p50: delays.percentile(50) / 1e6,
      p99: delays.percentile(99) / 1e6,
      most: delays.max / 1e6,
    };
    await untilQuiet(queued, (sockets) => sockets.every((bytes) => bytes === 0));
    for (const socket of sockets) socket.close();
    return seen;
  },
};

/** What the flooded process can be asked. */
export type TargetServices = typeof services;

serve(services);
