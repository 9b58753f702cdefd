import { cContender } from './c-peer.js';

/** C, with a system call for many datagrams. */
export const cMmsg = cContender({
  id: 'c-mmsg',
  title: 'C, sendmmsg/recvmmsg',
  roles: ['send', 'receive', 'echo', 'ping'],
  send: 'sendmmsg',
  receive: 'recvmmsg',
});
