import type { SocketType } from 'node:dgram';
import type { Host } from './host';
import type { Network } from './network';

/** The links of {@link routed}, and what the second can carry. */
export const WIDE = 'wide';
export const NARROW = 'narrow';
export const NARROW_MTU = 1400;

/** Three hosts in a row. */
export interface Routed {
  alice: Host;
  router: Host;
  bob: Host;
}

/** Alice knows a wide link to a router, from which a narrower one leads to Bob. */
export async function routed(network: Network, type: SocketType): Promise<Routed> {
  const [alice, bob, router] = [await network.host(), await network.host(), await network.host()];
  network.link(WIDE, alice, router);
  network.link(NARROW, router, bob, { mtu: NARROW_MTU });
  router.forward();
  alice.ip(`route add ${bob.on(NARROW)[type]} via ${router.on(WIDE)[type]}`);
  bob.ip(`route add ${alice.on(WIDE)[type]} via ${router.on(NARROW)[type]}`);
  return { alice, router, bob };
}
