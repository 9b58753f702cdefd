import type { Opened, Result, Usage } from '../protocol.js';

/** What came of a run. */
export interface Outcome {
  driver: Result;
  listener?: Result;
  /** Where the listener's role is `open`. */
  opened?: Opened;
}

/** A value of a run. */
export interface Measure {
  id: string;
  title: string;
  unit: string;
  better: 'more' | 'less';
  of(outcome: Outcome): number;
}

/** What the driver sent. */
export const sent: Measure = {
  id: 'sent',
  title: 'sent',
  unit: 'datagrams/s',
  better: 'more',
  of: ({ driver }) => perSecond(driver, driver.sent),
};

/** What the listener received. */
export const received: Measure = {
  id: 'received',
  title: 'received',
  unit: 'datagrams/s',
  better: 'more',
  of: ({ listener }) => perSecond(listener, listener?.received),
};

/** What the driver got answers to. */
export const replies: Measure = {
  id: 'replies',
  title: 'replies',
  unit: 'replies/s',
  better: 'more',
  of: ({ driver }) => perSecond(driver, driver.received),
};

/** The share of what was sent that arrived. */
export const arrived: Measure = {
  id: 'arrived',
  title: 'arrived',
  unit: 'of what was sent',
  better: 'more',
  of: (outcome) => received.of(outcome) / sent.of(outcome),
};

/** The CPU time that the listener spent on a datagram. */
export const cpu: Measure = {
  id: 'cpu',
  title: 'CPU',
  unit: 'µs/datagram',
  better: 'less',
  of: ({ listener }) => cpuPer(listener, listener?.received),
};

/** The CPU time that the driver spent on a datagram. */
export const cpuOfSending: Measure = {
  ...cpu,
  of: ({ driver }) => cpuPer(driver, driver.sent),
};

/** The median round trip. */
export const p50: Measure = {
  id: 'p50',
  title: 'median',
  unit: 'µs',
  better: 'less',
  of: ({ driver }) => present(driver.p50),
};

/** The round trip that 1 in 100 exceeds. */
export const p99: Measure = {
  id: 'p99',
  title: '99th percentile',
  unit: 'µs',
  better: 'less',
  of: ({ driver }) => present(driver.p99),
};

/** The round trip that 1 in 1,000 exceeds. */
export const p999: Measure = {
  id: 'p999',
  title: '99.9th percentile',
  unit: 'µs',
  better: 'less',
  of: ({ driver }) => present(driver.p999),
};

/** The time until all sockets listen. */
export const opening: Measure = {
  id: 'opening',
  title: 'opening all',
  unit: 'ms',
  better: 'less',
  of: ({ opened }) => present(opened).seconds * 1000,
};

/** The memory that a socket takes. */
export const memory: Measure = {
  id: 'memory',
  title: 'memory',
  unit: 'bytes/socket',
  better: 'less',
  of: ({ opened }) => present(opened).bytes / present(opened).ports.length,
};

/** The time that the driver took. */
export const time: Measure = {
  id: 'time',
  title: 'time',
  unit: 'ms',
  better: 'less',
  of: ({ driver }) => driver.seconds * 1000,
};

function cpuPer(usage: Usage | undefined, count: number | undefined): number {
  const { user, system } = present(usage);
  return (user + system) / present(count);
}

function perSecond(usage: Usage | undefined, count: number | undefined): number {
  return present(count) / present(usage).seconds;
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The peer did not count what the case measures.');
  return value;
}
