import test from 'node:test';
import { printed } from '../support/expect';
import { cannotCompile, preload } from '../support/preload';
import { run, type Tools } from '../support/program';

/**
 * No datagram is longer than what the engine reads, so a kernel is needed that says so: of those
 * that begin with '!'.
 */
const KERNEL = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/socket.h>

int recvmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags,
             struct timespec *timeout) {
  int (*next)(int, struct mmsghdr *, unsigned int, int, struct timespec *) =
      (int (*)(int, struct mmsghdr *, unsigned int, int, struct timespec *))dlsym(RTLD_NEXT,
                                                                                  "recvmmsg");
  int read = next(fd, messages, count, flags, timeout);
  for (int i = 0; i < read; i++) {
    const char *payload = messages[i].msg_hdr.msg_iov->iov_base;
    if (messages[i].msg_len > 0 && payload[0] == '!') messages[i].msg_hdr.msg_flags |= MSG_TRUNC;
  }
  return read;
}
`;

/** Sends short and "longer" datagrams to a socket and shows what it is told of each. */
function receive({ fast, print }: Tools, tells: boolean): void {
  const socket = fast.createSocket({ type: 'udp4', ...(tells && { receiveInfo: ['ttl'] }) });
  const told: unknown[] = [];
  socket.on('messages', (batch) => {
    for (let place = 0; place < batch.length; place += 1) {
      told.push([`${batch.data(place)}`, batch.info(place).truncated ?? 'untold']);
    }
  });
  socket.on('message', (message, { truncated = 'untold' }) => {
    told.push([`${message}`, truncated]);
    if (String(message) !== 'last of all') return;
    print(JSON.stringify(told.sort()));
    print(socket.stats().datagramsTruncated, socket.stats().datagramsReceived);
    socket.close();
  });
  const { port } = socket.bindSync({ address: '127.0.0.1' });
  // Each longer than the one before: so that they are no train.
  for (const text of ['!cut', 'whole', '!as well', 'last of all']) {
    socket.send(text, port, '127.0.0.1');
  }
}

for (const tells of [true, false]) {
  test(`a truncated datagram is counted, and ${tells ? 'told' : 'not told unasked'}`, {
    skip: cannotCompile,
  }, async () => {
    const outcome = await run({ env: preload(KERNEL) }, receive, tells);
    const texts = ['!as well', '!cut', 'last of all', 'whole'];
    const told = texts.map((text) => [text, tells ? text.startsWith('!') : 'untold']);
    // By each of the two events.
    printed(outcome, JSON.stringify(told.flatMap((each) => [each, each])), '2 4');
  });
}
