import { processScenario } from '../support/child';

processScenario('an unbound socket does not keep the process alive', (dgram) => {
  dgram.createSocket('udp4');
  process.on('exit', (code) => console.log('exit', code));
});

processScenario('a bound socket keeps the process alive until it is closed', (dgram) => {
  const socket = dgram.createSocket('udp4');
  process.on('exit', (code) => console.log('exit', code));
  socket.bind(0, '127.0.0.1', () => {
    let turns = 0;
    const turn = (): void => {
      turns += 1;
      if (turns < 20) setImmediate(turn);
      else socket.close(() => console.log('closed'));
    };
    setImmediate(turn);
  });
});

processScenario('a bound socket keeps the process alive until it hears something', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message) => {
    console.log('message', String(message));
    socket.unref();
  });
  process.on('exit', () => console.log('exit'));
  socket.bind(0, '127.0.0.1', () => {
    const client = dgram.createSocket('udp4').unref();
    client.send('awake', socket.address().port, '127.0.0.1');
  });
});

processScenario('open sockets that are unreferenced end with the process, code 0', (dgram) => {
  for (let index = 0; index < 5; index += 1) {
    const socket = dgram.createSocket('udp4').unref();
    socket.on('close', () => console.log('never'));
    socket.bind(0, '127.0.0.1', () => console.log('listening'));
  }
  process.on('exit', (code) => console.log('exit', code));
});

processScenario('a socket that was unreferenced after its bind lets the process end', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => console.log(socket.unref() === socket));
  process.on('exit', (code) => console.log('exit', code));
});

processScenario('ref after unref keeps the process alive again', (dgram) => {
  const socket = dgram.createSocket('udp4').unref();
  socket.on('message', (message) => {
    console.log('message', String(message));
    socket.close();
  });
  socket.bind(0, '127.0.0.1', () => {
    socket.ref();
    const client = dgram.createSocket('udp4').unref();
    setImmediate(() => setImmediate(() => client.send('x', socket.address().port, '127.0.0.1')));
  });
  process.on('exit', () => console.log('exit'));
});

processScenario(
  'a connected socket keeps the process alive until disconnected and closed',
  (dgram) => {
    const socket = dgram.createSocket('udp4');
    socket.connect(9, '127.0.0.1', () => {
      socket.disconnect();
      setImmediate(() => socket.close(() => console.log('closed')));
    });
    process.on('exit', () => console.log('exit'));
  },
);

processScenario('an unreferenced socket still calls its send callbacks', (dgram) => {
  const socket = dgram.createSocket('udp4').unref();
  for (let index = 0; index < 3; index += 1) {
    socket.send('xyz', 9, '127.0.0.1', (error, bytes) => console.log(index, error, bytes));
  }
  process.on('exit', () => console.log('exit'));
});

processScenario('a socket that failed to bind does not keep the process alive', (dgram) => {
  const socket = dgram.createSocket('udp4');
  socket.on('error', (error: NodeJS.ErrnoException) => console.log(error.code));
  socket.bind(0, '192.0.2.1');
  process.on('exit', (code) => console.log('exit', code));
});

processScenario('beforeExit comes with open sockets that are unreferenced', (dgram) => {
  const socket = dgram.createSocket('udp4').unref();
  socket.bind(0, '127.0.0.1');
  process.once('beforeExit', () => {
    console.log('beforeExit', socket.address().family);
    socket.close(() => console.log('closed'));
  });
  process.on('exit', () => console.log('exit'));
});

processScenario('the module itself is not among what keeps the process alive', () => {
  const resources = process.getActiveResourcesInfo();
  console.log(resources.filter((type) => type.startsWith('UDP')).length);
});
