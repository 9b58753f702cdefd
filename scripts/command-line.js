'use strict';

const { parseArgs } = require('node:util');

/**
 * What a script was started with. With --help it prints the help, and with what it does not take
 * what is wrong: the process ends then.
 *
 * @param {string} command - how the script is started
 * @param {string} help - what it does, and its options
 * @param {object} config - what `parseArgs` is to take besides --help
 */
function readArguments(command, help, { options = {}, allowPositionals = false } = {}) {
  const parsed = parse({
    options: { ...options, help: { type: 'boolean', short: 'h' } },
    allowPositionals,
  });
  if (parsed instanceof Error) {
    console.error(`${parsed.message}\n\n${command} --help   tells the options`);
    process.exit(1);
  }
  if (parsed.values.help) {
    console.log(help);
    process.exit();
  }
  return parsed;
}

function parse(config) {
  try {
    return parseArgs(config);
  } catch (error) {
    return error;
  }
}

module.exports = { readArguments };
