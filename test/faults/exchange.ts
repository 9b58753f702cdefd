import type { Tools } from '../support/program';

/** What a run of {@link exchange} came to. */
export interface Account {
  /** By datagram: each answer that its callback got, 'sent' or an error's code. */
  told: string[][];
  /** The datagrams that arrived, in order. */
  received: number[];
  /** 'error' events: socket, code and system call. */
  errors: string[];
  /** The sockets that were closed. */
  closed: string[];
}

/** Datagrams that {@link exchange} sends. */
export const DATAGRAMS = 12;

/** What marks in a trace where the calls of {@link exchange} begin. */
export const MARKER = '/begins-here';

/**
 * Sends datagrams of which some can leave as segments from one socket to another, waits until
 * each is accounted for, and prints an {@link Account}.
 *
 * @param patience after how many calls to send it closes the sockets, whatever is left; null where
 *   nothing is
 */
export function exchange(
  { fast, print, require }: Tools,
  connected: boolean,
  marker: string,
  patience: number | null,
): void {
  const { existsSync } = require('node:fs') as typeof import('fs');
  existsSync(marker);
  const mostErrors = 10;
  const sizes = [5, 5, 5, 5, 7, 3, 9, 600, 600, 600, 600, 40];
  const account: Account = { told: sizes.map(() => []), received: [], errors: [], closed: [] };
  const sender = fast.createSocket('udp4');
  const receiver = fast.createSocket('udp4');
  process.on('exit', () => print(JSON.stringify(account)));

  let hasBegun = false;
  let isOver = false;
  const end = (): void => {
    isOver = true;
    sender.close();
    receiver.close();
  };
  const onEvent = (): void => {
    if (isOver) return;
    const sent = account.told.filter(([answer]) => answer === 'sent').length;
    const isComplete =
      account.told.every(({ length }) => length > 0) && account.received.length >= sent;
    isOver = isComplete || account.errors.length >= mostErrors;
    if (isOver) setImmediate(end);
  };
  const endAfter = (calls: number): void => {
    if (isOver) return;
    if (sender.stats().sendCalls < calls) setImmediate(endAfter, calls);
    else end();
  };

  for (const [name, socket] of Object.entries({ sender, receiver })) {
    socket.on('error', (error: NodeJS.ErrnoException) => {
      account.errors.push(`${name} ${error.code} ${error.syscall}`);
      if (hasBegun) onEvent();
      else end();
    });
    socket.on('close', () => account.closed.push(name));
  }
  receiver.on('message', (message) => {
    account.received.push(Number.parseInt(String(message), 10));
    onEvent();
  });
  const sendAll = (port: number): void => {
    hasBegun = true;
    sizes.forEach((size, place) => {
      const message = Buffer.from(`${place}`.padEnd(size));
      const callback = (error: Error | null): void => {
        account.told[place]?.push((error as NodeJS.ErrnoException | null)?.code ?? 'sent');
        onEvent();
      };
      if (connected) sender.send(message, callback);
      else sender.send(message, port, '127.0.0.1', callback);
    });
    if (patience !== null) endAfter(patience);
  };
  receiver.bind(0, '127.0.0.1', () => {
    let port = 0;
    try {
      port = receiver.address().port;
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      account.errors.push(`address ${code} ${syscall}`);
      end();
      return;
    }
    if (!connected) {
      sendAll(port);
      return;
    }
    sender.connect(port, '127.0.0.1', (error?: Error) => {
      const code = (error as NodeJS.ErrnoException | undefined)?.code;
      if (code === undefined) {
        sendAll(port);
        return;
      }
      account.errors.push(`connect ${code}`);
      end();
    });
  });
}
