// The process of a host: opens endpoints, and calls their methods as it is told over IPC.

import type { Call, Reply } from './agent-process';
import { Endpoint, type EndpointOptions } from './endpoint';

const endpoints: Endpoint[] = [];

process.on('message', async (call: Call) => {
  const reply = await replyTo(call);
  // A test that failed does not wait for what it has asked.
  if (process.connected) process.send?.(reply);
});

// Whether the test has ended or was killed: without sockets this process ends by itself.
process.on('disconnect', () => {
  for (const endpoint of endpoints) void endpoint.close();
});

async function replyTo({ id, endpoint, method, args }: Call): Promise<Reply> {
  try {
    const value =
      endpoint === undefined
        ? endpoints.push(await Endpoint.open(args[0] as EndpointOptions)) - 1
        : await callMethod(endpoints[endpoint] as Endpoint, method, args);
    return { id, value };
  } catch (error) {
    return { id, error: `${(error as Error).stack}` };
  }
}

function callMethod(endpoint: Endpoint, method: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(endpoint, method) as () => unknown, endpoint, args);
}
