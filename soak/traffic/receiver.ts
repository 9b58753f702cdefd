// The receiving process of the soak.

import { type KernelSocket, kernelSockets } from '../support/kernel-sockets.js';
import { untilQuiet } from '../support/quiet.js';
import { resources } from '../support/resources.js';
import { serve } from '../support/services.js';
import type { Flow } from './flows.js';
import type { Received } from './ledger.js';
import { type Opened, ReceivingFlow } from './receiving-flow.js';

/** What came of a flow, as its receiver and the kernel know. */
export interface Arrived extends Received {
  /** Messages that the kernel dropped as the socket was full. */
  drops: number;
  answers: number;
  /** Datagrams that came from elsewhere. */
  foreign: number;
}

let flows: ReceivingFlow[] = [];

/** What the kernel knows of each flow's socket. */
function inKernel(): KernelSocket[] {
  const sockets = new Map<ReceivingFlow, KernelSocket>();
  for (const type of ['udp4', 'udp6'] as const) {
    const ofType = flows.filter(({ flow }) => flow.type === type);
    const ports = ofType.map(({ opened }) => opened.port);
    kernelSockets(type, ports).forEach((socket, place) => {
      sockets.set(ofType[place] as ReceivingFlow, socket);
    });
  }
  return flows.map((flow) => sockets.get(flow) as KernelSocket);
}

const services = {
  resources,
  /** Opens the receiving sockets. */
  open(plan: Flow[]): Opened[] {
    flows = plan.map((flow) => new ReceivingFlow(flow));
    return flows.map(({ opened }) => opened);
  },
  /** Tells each flow its sender's port. */
  expect(ports: number[]): void {
    flows.forEach((flow, place) => {
      flow.peer = ports[place] ?? 0;
    });
  },
  /** Reads what has been sent: all of it. Then nothing is queued in the kernel any more. */
  async finish(): Promise<Arrived[]> {
    await untilQuiet(
      () => inKernel().map(({ queued }) => queued),
      (queued) => queued.every((bytes) => bytes === 0),
    );
    const sockets = inKernel();
    return flows.map(({ ledger, answers, foreign }, place) => {
      ledger.end();
      return { ...ledger.received, drops: sockets[place]?.drops ?? 0, answers, foreign };
    });
  },
  close(): void {
    for (const flow of flows) flow.close();
    flows = [];
  },
};

/** What the receiving process can be asked. */
export type ReceiverServices = typeof services;

serve(services);
