import { cContender } from './c-peer.js';

/** C, with a system call for each datagram; also offers loads, and tells the state of cores. */
export const c = cContender({
  id: 'c',
  title: 'C, sendto/recvmsg',
  roles: ['send', 'receive', 'load', 'clients', 'cores'],
  send: 'sendto',
  receive: 'recvmsg',
});
