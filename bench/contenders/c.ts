import { cContender } from './c-peer.js';

/** C, with a system call for each datagram; and the partner that offers a load. */
export const c = cContender({
  id: 'c',
  title: 'C, sendto/recvmsg',
  roles: ['send', 'receive', 'load', 'clients'],
  send: 'sendto',
  receive: 'recvmsg',
});
