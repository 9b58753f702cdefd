import { processScenario } from '../support/child';

processScenario('the callbacks of what was sent right before close are not called', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.on('close', () => console.log('closed'));
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    for (const text of ['one', 'two']) {
      socket.send(text, port, '127.0.0.1', () => console.log('called', socket.address()));
    }
    socket.close();
  });
});

processScenario('nor are those of what waited for a bind, with a close behind it', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.on('close', () => console.log('closed'));
  socket.send('one', 9, '127.0.0.1', () => console.log('called', socket.address()));
  socket.close();
});

processScenario('a connected socket calls them all the same', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.on('close', () => console.log('closed'));
  socket.bind(0, '127.0.0.1', () => {
    socket.connect(socket.address().port, '127.0.0.1', () => {
      socket.send('one', (error, bytes) => console.log('called', error, bytes));
      socket.close();
    });
  });
});

processScenario('so does one whose lookup told the destination at once', (dgram) => {
  const socket = dgram.createSocket({
    type: 'udp4',
    lookup: (_name, _family, callback) => callback(null, '127.0.0.1', 4),
  });
  socket.on('close', () => console.log('closed'));
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    socket.send('one', port, 'somewhere', (error, bytes) => console.log('called', error, bytes));
    socket.close();
  });
});

processScenario('a callback that closes its socket keeps no other from being called', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.on('close', () => console.log('closed'));
  socket.bind(0, '127.0.0.1', () => {
    const { port } = socket.address();
    socket.send('one', port, '127.0.0.1', (error, bytes) => {
      console.log('called first', error, bytes);
      socket.send('three', port, '127.0.0.1', () => console.log('never'));
      socket.close();
    });
    socket.send('two', port, '127.0.0.1', (error, bytes) => {
      console.log('called second', error, bytes);
    });
  });
});

processScenario(
  'a close in a tick before the send keeps its callback from being called',
  (dgram) => {
    const socket = dgram.createSocket('udp4');
    socket.on('close', () => console.log('closed'));
    socket.bind(0, '127.0.0.1', () => {
      process.nextTick(() => socket.close());
      socket.send('one', 9, '127.0.0.1', () => console.log('called'));
    });
  },
);

processScenario('a close in a tick behind the send does not', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.on('close', () => console.log('closed'));
  socket.bind(0, '127.0.0.1', () => {
    socket.send('one', 9, '127.0.0.1', () => console.log('called'));
    process.nextTick(() => socket.close());
  });
});
