import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import type { Outcome } from './sender.js';

/** What main asks of a client. */
export interface ClientTask {
  library: 'node:dgram' | 'fast-dgram';
  port: number;
  /** How much the server's socket holds of what it has not read yet. */
  receiveBufferBytes: number;
  datagrams: number;
  size: number;
}

/** What a client tells main: how far it is, or what came of it. */
export interface ClientReport {
  done?: number;
  outcome?: Outcome;
}

/** What the server tells main. */
export interface ServerReport {
  port: number;
  receiveBufferBytes: number;
}

/** A server's process that listens. */
export interface Server extends ServerReport {
  stop(): void;
}

export async function startServer(): Promise<Server> {
  const child = fork(path.join(__dirname, 'server.js'));
  const report = await result(child, 'The server', (report: ServerReport) => report);
  return {
    ...report,
    // Even where it hangs; it has nothing to lose.
    stop: () => child.kill('SIGKILL'),
  };
}

/** Runs a client to its end. */
export function runClient(task: ClientTask, onProgress: (done: number) => void): Promise<Outcome> {
  const child = fork(path.join(__dirname, 'client.js'), [JSON.stringify(task)]);
  return result(child, `The client on ${task.library}`, ({ done, outcome }: ClientReport) => {
    if (done !== undefined) onProgress(done);
    return outcome;
  });
}

/** In a client: what main asked of it. */
export function readTask(): ClientTask {
  return JSON.parse(process.argv[2] ?? '') as ClientTask;
}

/** In a child: it has no work left once main has gone. */
export function endWithMain(): void {
  process.on('disconnect', () => process.exit());
}

/** The first defined thing that `read` makes of a child's reports. */
function result<Report, Result>(
  child: ChildProcess,
  name: string,
  read: (report: Report) => Result | undefined,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    child.on('message', (report) => {
      const value = read(report as Report);
      if (value !== undefined) resolve(value);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      reject(new Error(`${name} ended early (${signal ?? `exit code ${code}`}); see above.`));
    });
  });
}
