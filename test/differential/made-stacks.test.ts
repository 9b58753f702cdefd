import { processScenario } from '../support/child';

processScenario('who makes stacks sees errors as they are', (dgram) => {
  Error.prepareStackTrace = (error) =>
    `made of ${error} / ${error.name} / ${(error as NodeJS.ErrnoException).code}`;
  const socket = dgram.createSocket('udp4');
  const calls: (() => unknown)[] = [
    () => dgram.createSocket('x' as 'udp4'),
    () => socket.getRecvBufferSize(),
    () => socket.disconnect(),
    () => socket.connect(70_000),
  ];
  for (const call of calls) {
    try {
      call();
    } catch (error) {
      console.log((error as Error).stack);
    }
  }
});
