import { cContender } from './c-peer.js';

/** C, with a system call for each datagram; the partner that offers a load, and what is told of cores. */
export const c = cContender({
  id: 'c',
  title: 'C, sendto/recvmsg',
  roles: ['send', 'receive', 'load', 'clients', 'distance'],
  send: 'sendto',
  receive: 'recvmsg',
});
