import { cContender } from './c-peer.js';

/** C, with a system call for each datagram; also offers loads, and tells how far apart cores are. */
export const c = cContender({
  id: 'c',
  title: 'C, sendto/recvmsg',
  roles: ['send', 'receive', 'load', 'clients', 'distance'],
  send: 'sendto',
  receive: 'recvmsg',
});
