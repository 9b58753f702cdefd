import { scenario as anyScenario, type Scenario } from '../support/differential';

/** Older versions of Node refuse the number 0 only and let the text pass to the kernel. */
const scenario = (name: string, run: Scenario): void =>
  anyScenario(name, { families: true, requires: 'check of the port "0"' }, run);

scenario('the port "0" is refused by send', (context) => {
  const socket = context.socket('socket');
  for (const port of ['0', '00', '0x0', ' 0 ', '0.0', '-0']) {
    context.call(socket, 'send', 'abc', port, context.loopback, context.callback('never'));
    context.call(socket, 'send', 'abc', 0, 3, port, context.loopback, context.callback('never'));
  }
});

scenario('the port "0" is refused by connect', (context) => {
  const socket = context.socket('socket');
  for (const port of ['0', '00', '0x0', ' 0 ', '0.0', '-0']) {
    context.call(socket, 'connect', port, context.loopback, context.callback('never'));
  }
});
