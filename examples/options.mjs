// Shows the kernel's options of a UDP socket, and sets some of them.
//
//   node examples/options.mjs [setting] [setting] [setting]
//
// A setting is name=value: dscp=46, mtuDiscover=probe, freebind=true, device=lo

import dgram from 'fast-dgram';

const NAMES = [
  ...['broadcast', 'busyPoll', 'device', 'dontFragment', 'dscp', 'freebind', 'incomingCPU'],
  ...['mark', 'mtu', 'mtuDiscover', 'multicastAll', 'multicastLoopback', 'multicastTTL'],
  ...['priority', 'tos', 'transparent', 'ttl'],
];

/** 'true', '46' and 'probe' are a boolean, a number and a text. */
function parse(text) {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

const socket = dgram.createSocket('udp4');
for (const setting of process.argv.slice(2)) {
  const [name, value = ''] = setting.split('=', 2);
  try {
    socket.setOption(name, parse(value)); // before the bind
  } catch (error) {
    console.error(`${setting}: ${error.message}`); // EPERM: it takes CAP_NET_ADMIN
    process.exitCode = 1;
  }
}

socket.bindSync({ address: '127.0.0.1' });
for (const name of NAMES) {
  try {
    console.log(`${name.padEnd(17)} ${socket.getOption(name)}`);
  } catch (error) {
    console.log(`${name.padEnd(17)} (${error.code})`); // mtu: ENOTCONN
  }
}
socket.close();
