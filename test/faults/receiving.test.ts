import assert from 'node:assert/strict';
import type { Account } from './exchange';
import { allArrived, exchangeTest } from './fault';

const READ_ERRORS = ['ENOMEM', 'EIO', 'ECONNREFUSED', 'EFAULT', 'EINVAL'];

for (const errno of ['EINTR', 'EAGAIN']) {
  for (const lasts of [false, 100]) {
    exchangeTest(
      `all datagrams arrive where ${lasts ? 'a hundred reads fail' : 'a read fails'} with ${errno}`,
      { call: 'recvmmsg', errno, lasts },
      allArrived,
    );
  }
}

for (const errno of READ_ERRORS) {
  exchangeTest(
    `${errno} of a read is told by 'error', and all datagrams arrive`,
    { call: 'recvmmsg', errno, lasts: false },
    (account) => {
      allArrived(account);
      assert.deepEqual(account.errors, [`receiver ${errno} recvmsg`]);
    },
  );
  exchangeTest(
    `lasting ${errno} of reads is told again and again, until the socket is closed`,
    { call: 'recvmmsg', errno, lasts: true },
    ({ errors, received }: Account) => {
      assert.deepEqual([...new Set(errors)], [`receiver ${errno} recvmsg`]);
      assert.deepEqual(received, []);
    },
  );
}
