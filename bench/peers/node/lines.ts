import type { Listening, Opened, Result } from '../../protocol.js';

/** Prints an object as a line. */
export function print(line: Listening | Opened | Result): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Prints the result and ends the process, whatever it still has under way. */
export function end(result: Result): void {
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit());
}

/** Ends the process because something went wrong. */
export function fail(error: Error): void {
  console.error(error.message);
  process.exit(1);
}
