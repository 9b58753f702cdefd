import { allArrived, allFailed, arrivedOrFailed, exchangeTest } from './fault';

const SENDS = 'sendmsg and sendmmsg';

/** Calls to send, nearly all of them retries. */
const MANY = 100;

/** A send that fails so has not been made: it is made again. */
const TRANSIENT = ['EINTR', 'EAGAIN', 'ENOBUFS'];
/** The kernel refuses a datagram. */
const REFUSALS = ['ENOMEM', 'EACCES', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH'];
/** The kernel refuses a datagram, or segmentation. */
const AMBIGUOUS = ['EIO', 'EINVAL', 'EMSGSIZE', 'EPERM', 'ENOPROTOOPT'];

for (const connected of [false, true]) {
  const sender = connected ? 'a connected socket' : 'a socket';
  for (const call of ['sendmmsg', SENDS]) {
    for (const errno of TRANSIENT) {
      exchangeTest(
        `all datagrams of ${sender} arrive where ${call} fails once with ${errno}`,
        { call, errno, lasts: false, connected },
        allArrived,
      );
    }
  }
  for (const errno of TRANSIENT) {
    exchangeTest(
      `all datagrams of ${sender} arrive where sends fail a hundred times with ${errno}`,
      { call: SENDS, errno, lasts: 100, connected },
      allArrived,
    );
  }
  for (const errno of ['EAGAIN', 'ENOBUFS']) {
    exchangeTest(
      `what ${sender} can't send for lasting ${errno} is told when it is closed`,
      { call: SENDS, errno, lasts: true, connected, patience: MANY },
      allFailed('ECANCELED'),
    );
  }
  for (const errno of REFUSALS) {
    exchangeTest(
      `${errno} of one send of ${sender} is told to the callbacks of its datagrams alone`,
      { call: 'sendmmsg', errno, lasts: false, connected },
      arrivedOrFailed(errno),
    );
    exchangeTest(
      `${errno} of every send of ${sender} is told to every callback`,
      { call: SENDS, errno, lasts: true, connected },
      allFailed(errno),
    );
  }
  for (const errno of AMBIGUOUS) {
    exchangeTest(
      `segments of ${sender} that are refused with ${errno} leave one by one`,
      { call: 'sendmmsg', errno, lasts: false, connected },
      allArrived,
    );
    exchangeTest(
      `${errno} of every send of ${sender}, with or without segments, is told to every callback`,
      { call: SENDS, errno, lasts: true, connected },
      allFailed(errno),
    );
  }
}
