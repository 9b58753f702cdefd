// Sends a message cut into datagrams by the kernel, and takes what arrives in batches.
//
//   node examples/batches.mjs [bytes] [segmentSize]

import dgram from 'fast-dgram';

const [bytes = 60_000, segmentSize = 1200] = process.argv.slice(2).map(Number);

const LONGEST_DATAGRAM = 65_507;
if (
  ![bytes, segmentSize].every((number) => Number.isInteger(number) && number > 0) ||
  segmentSize > LONGEST_DATAGRAM
) {
  console.error(
    `Both are whole numbers above 0: bytes, and segmentSize up to ${LONGEST_DATAGRAM}.`,
  );
  process.exit(1);
}

const receiver = dgram.createSocket('udp4');
const sender = dgram.createSocket('udp4');
let received = 0;

receiver.on('messages', (batch) => {
  for (let position = 0; position < batch.length; position++) received += batch.size(position);
  const last = batch.data(batch.length - 1);
  console.log(`${received} bytes so far; the last datagram had ${last.length}`);
  if (received < bytes) return;
  clearTimeout(patience);
  receiver.close();
  sender.close();
});

// They are all sent before any is read: a receive buffer of the usual size holds some 200 kB of them.
const PATIENCE_MILLISECONDS = 1000;
const patience = setTimeout(() => {
  const { datagramsDropped } = receiver.stats();
  console.error(`The kernel dropped ${datagramsDropped} messages that the buffer had no room for.`);
  process.exit(1);
}, PATIENCE_MILLISECONDS);

receiver.bind(0, '127.0.0.1', () => {
  const { port, address } = receiver.address();
  sender.sendMany(Buffer.alloc(bytes), { segmentSize, port, address }, (error, sent) => {
    if (error) throw error;
    console.log(`Sent ${sent} datagrams`);
  });
});
