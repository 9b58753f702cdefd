import { cContender } from './c-peer.js';

/** C, with trains of datagrams that the kernel keeps whole: what there is to reach. */
export const cGso = cContender({
  id: 'c-gso',
  title: 'C, GSO/GRO',
  roles: ['send', 'receive'],
  send: 'gso',
  receive: 'gro',
});
