import { processScenario } from '../support/child';

processScenario('a send behind a close that waits for a bind says that nothing runs', (dgram) => {
  process.on('uncaughtException', ({ message }) => console.log('uncaught', message));
  const socket = dgram.createSocket('udp4');
  socket.on('close', () => console.log('closed'));
  socket.connect(9, () => console.log('never'));
  socket.close();
  socket.send('abc', 9, '127.0.0.1', () => console.log('never'));
});
