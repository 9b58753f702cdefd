import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Arguments that every program here has. */
export interface CommonArguments {
  help: boolean;
  /** The file that the results go to. */
  json: string | undefined;
}

/** What every program here finds out. */
export interface CommonResults {
  /** What is wrong, in a sentence each. */
  faults: readonly string[];
}

/** A program of the command line. */
export interface Program<Arguments, Results> {
  /** How it is started. */
  command: string;
  help: string;
  /** @throws where an argument is unknown or out of range, with what is wrong */
  readArguments(args: string[]): Arguments;
  run(args: Arguments): Promise<Results>;
  /** What people are told of the results. */
  report(results: Results): string;
}

/** Runs a program with this process's arguments; its exit code is 1 where there are faults. */
export async function runProgram<Arguments extends CommonArguments, Results extends CommonResults>({
  command,
  help,
  readArguments,
  run,
  report,
}: Program<Arguments, Results>): Promise<void> {
  try {
    const args = readArguments(process.argv.slice(2));
    if (args.help) {
      console.log(help);
      return;
    }
    const results = await run(args);
    console.log(`\n${report(results)}\n`);
    if (args.json !== undefined) await write(args.json, results);
    for (const fault of results.faults) console.log(`WRONG: ${fault}`);
    console.log(results.faults.length === 0 ? 'Nothing is wrong.' : 'See above.');
    if (results.faults.length > 0) process.exitCode = 1;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${command} -- --help   tells the options`);
    process.exitCode = 1;
  }
}

async function write(file: string, results: unknown): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFile(file, `${JSON.stringify(results, null, 2)}\n`);
}
