import { inspect } from 'node:util';

/** Node's longest excerpt of a text in "Received type …". */
const EXCERPT_LENGTH = 25;

/** How Node's messages describe a value of the wrong type. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'function':
      return `function ${value.name}`;
    case 'string':
      return `type string (${quote(value)})`;
    case 'bigint':
    case 'boolean':
    case 'number':
    case 'symbol':
      return `type ${typeof value} (${inspect(value)})`;
    default:
      return value === undefined || value === null ? `${value}` : describeObject(value);
  }
}

function describeObject(value: object): string {
  const { constructor: type } = value;
  if (type && 'name' in type) return `an instance of ${type.name}`;
  return inspect(value, { depth: -1 });
}

/** The text, cut where it is longer. */
export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text;
}

function quote(text: string): string {
  const excerpt = text.length > EXCERPT_LENGTH + 3 ? shorten(text, EXCERPT_LENGTH) : text;
  return excerpt.includes("'") ? JSON.stringify(excerpt) : `'${excerpt}'`;
}

/** Node's separators count from the end whatever stands there, exponents too. */
function addThousands(digits: string): string {
  return digits.replace(/(?<!^)(?=(?:.{3})+$)/g, '_');
}

/** How Node's messages describe a number that is out of range. */
export function describeNumber(value: unknown): string {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) > 2 ** 32) {
    return value < 0 ? `-${addThousands(String(-value))}` : addThousands(String(value));
  }
  return inspect(value);
}
