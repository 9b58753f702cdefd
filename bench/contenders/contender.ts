import type { Arguments, Role } from '../protocol.js';

/** A program and its arguments. */
export type Command = readonly string[];

/** What contenders are run with. */
export interface Tools {
  /** The Node that runs the Node programs. */
  node: string;
}

/** What can play roles: a way to send and receive datagrams. */
export interface Contender {
  /** What it is called on the command line and in results. */
  readonly id: string;
  readonly title: string;
  readonly roles: readonly Role[];
  /** The id of another contender: it takes part wherever that does. */
  readonly follows?: string;
  /**
   * Makes it ready to run, which may mean to compile it.
   *
   * @returns its version
   * @throws why it cannot take part
   */
  prepare(tools: Tools): Promise<string>;
  /** The command that plays a role. */
  command(role: Role, args: Arguments, tools: Tools): Command;
}

/** Arguments as a peer reads them. */
export function toWords(args: Arguments): string[] {
  return Object.entries(args).map(([name, value]) => `${name}=${value}`);
}
