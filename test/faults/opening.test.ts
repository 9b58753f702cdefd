import assert from 'node:assert/strict';
import type { Account } from './exchange';
import { allArrived, allFailed, exchangeTest } from './fault';

/** The receiver could not be bound, which 'error' told, and nothing was sent. */
function unbound(error: string): (account: Account) => void {
  return ({ errors, received }) =>
    assert.deepEqual({ errors, received }, { errors: [error], received: [] });
}

for (const errno of ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EACCES', 'EAFNOSUPPORT']) {
  exchangeTest(
    `${errno} of socket() is the bind's`,
    { call: 'socket', errno, lasts: true },
    unbound(`receiver ${errno} bind`),
  );
  exchangeTest(
    `the datagrams that wait for an implicit bind fail with it where socket() gives ${errno}`,
    { call: 'socket', after: 1, errno, lasts: true },
    allFailed('ERR_SOCKET_CANNOT_SEND'),
  );
}

for (const lasts of [false, true]) {
  const extent = lasts ? 'lasting ' : '';
  for (const errno of ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'EINVAL', 'ENOMEM']) {
    exchangeTest(
      `${extent}${errno} of bind() is told by 'error'`,
      { call: 'bind', errno, lasts },
      unbound(`receiver ${errno} bind`),
    );
  }
  for (const errno of ['EACCES', 'EAGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EINVAL']) {
    exchangeTest(
      `${extent}${errno} of connect() is told its callback`,
      { call: 'connect', errno, lasts, connected: true },
      ({ errors, received }) =>
        assert.deepEqual({ errors, received }, { errors: [`connect ${errno}`], received: [] }),
    );
  }
}

for (const errno of ['EADDRINUSE', 'ENOMEM']) {
  exchangeTest(
    `the datagrams that wait for an implicit bind fail with it where bind() gives ${errno}`,
    { call: 'bind', after: 1, errno, lasts: true },
    allFailed('ERR_SOCKET_CANNOT_SEND'),
  );
}

exchangeTest(
  'a connect() that is interrupted is made again, however often',
  { call: 'connect', errno: 'EINTR', lasts: 100, connected: true },
  allArrived,
);

for (const errno of ['ENOBUFS', 'ENOMEM']) {
  exchangeTest(
    `${errno} of getsockname() is thrown by address()`,
    { call: 'getsockname', errno, lasts: true },
    ({ errors }) => assert.deepEqual(errors, [`address ${errno} getsockname`]),
  );
}

/** UDP_GRO, which strace 6.1 has no name for. */
const isTrainOption = (text: string): boolean => /(SOL_UDP|IPPROTO_UDP), (0x68|UDP_GRO)/.test(text);

for (const errno of ['ENOPROTOOPT', 'EINVAL', 'EPERM', 'ENOMEM']) {
  for (const lasts of [false, true]) {
    exchangeTest(
      `without trains, which setsockopt() ${lasts ? 'always' : 'once'} refuses with ${errno}, all arrives`,
      { call: 'setsockopt', isMeant: isTrainOption, errno, lasts },
      allArrived,
    );
  }
}

for (const errno of ['ENOMEM', 'ENOSPC', 'EPERM']) {
  exchangeTest(
    `${errno} of epoll_ctl() for a socket fails its bind`,
    {
      call: 'epoll_ctl',
      isMeant: (text, sockets) =>
        sockets.some((descriptor) => text.includes(`EPOLL_CTL_ADD, ${descriptor},`)),
      errno,
      lasts: false,
    },
    unbound(`receiver ${errno} recvStart`),
  );
}

for (const errno of ['EINTR', 'EIO', 'ENOSPC']) {
  exchangeTest(
    `a socket is closed although close() gives ${errno}`,
    {
      call: 'close',
      isMeant: (text, sockets) =>
        sockets.some((descriptor) => text.includes(`close(${descriptor})`)),
      errno,
      lasts: false,
    },
    allArrived,
  );
}
