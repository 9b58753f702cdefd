import { ACTOR, type Beginning, NAMES, type Sequence, type Step, type Value } from './sequence.js';

/** A sequence as lines that read like JavaScript. */
export function sourceLines({ sockets, steps }: Sequence): string[] {
  const beginnings = NAMES.flatMap((name) => {
    const beginning = sockets[name];
    return beginning === undefined ? [] : beginningLines(name, beginning);
  });
  return [...beginnings, ...steps.map((step) => `${stepSource(step)};`)];
}

function beginningLines(name: string, { type, options, bound, heard }: Beginning): string[] {
  const lines = [`const ${name} = createSocket({ type: '${type}', ...${options.code} });`];
  if (heard) lines.push(`${name}.on('error', trace);`);
  if (bound) lines.push(`${name}.bind(0, loopback);`, 'await settled();');
  return lines;
}

function argumentsSource(args: readonly Value[]): string {
  return args.map(({ code }) => code).join(', ');
}

/** The function of a listener or callback that takes steps. */
export function functionSource(steps: readonly Step[]): string {
  return steps.length === 0 ? 'callback' : `() => { ${steps.map(stepSource).join('; ')} }`;
}

/** A step as it is written. */
export function stepSource(step: Step): string {
  switch (step.kind) {
    case 'call':
      return `${step.socket}.${step.method}(${argumentsSource(step.args)})`;
    case 'abort':
      return `controllers.${step.socket}.abort()`;
    case 'create':
      return `createSocket(${argumentsSource(step.args)})`;
    case 'listen':
      return `${ACTOR}.once('${step.event}', ${functionSource(step.steps)})`;
    case 'settle':
      return 'await settled()';
    case 'throw':
      return "throw new Error('thrown')";
  }
}
