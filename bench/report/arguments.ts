import { parseArgs } from 'node:util';

export const HELP = `Makes docs/performance.md, its charts and the README's numbers of results of the benchmark.

  npm run bench:report -- [options] [file ...]

  file      results to keep in bench/results: the report is made of all that is there, of each Node
            version and case the latest; what has been measured again as a whole is removed
  --help    this text
`;

export interface Arguments {
  help: boolean;
  files: readonly string[];
}

/** @throws where an argument is unknown */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: { help: { type: 'boolean', short: 'h', default: false } },
    allowPositionals: true,
  });
  return { help: values.help, files: positionals };
}
