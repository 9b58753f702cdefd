import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';

/** Longer byte strings are shown by length and digest. */
const SHOWN_BYTES = 48;

/** Below this a port is one that a scenario chose, not one that the kernel gave. */
const FIRST_DYNAMIC_PORT = 1024;
const LAST_PORT = 65_535;

/** By chance two addresses got the same port, which a trace cannot tell apart: try again. */
export class PortCollision extends Error {}

/**
 * Turns values into single lines of text that are equal for equal behaviour: keys stay in their
 * order, ports that the kernel chose become names, errors show all they have.
 */
export class Renderer {
  readonly #ports = new Map<number, string>();
  readonly #objects = new Map<object, string>();
  readonly #texts = new Map<string, string>();

  namePort(port: number, name: string): void {
    const shown = `<port:${name}>`;
    const known = this.#ports.get(port);
    if (known !== undefined && known !== '<port>' && known !== shown) throw new PortCollision();
    this.#ports.set(port, shown);
  }

  nameObject(object: object, name: string): void {
    this.#objects.set(object, `<${name}>`);
  }

  /** For texts that contain a dynamic port in another guise. */
  nameText(text: string, name: string): void {
    this.#texts.set(text, `<${name}>`);
  }

  args(values: readonly unknown[]): string {
    return values.map((value) => this.value(value)).join(', ');
  }

  value(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return this.#texts.get(value) ?? JSON.stringify(this.text(value));
      case 'number':
        return Object.is(value, -0) ? '-0' : (this.#ports.get(value) ?? String(value));
      case 'bigint':
        return `${value}n`;
      case 'function':
        return this.#objects.get(value) ?? `[Function ${value.name || '(anonymous)'}]`;
      case 'object':
        return value === null ? 'null' : this.#object(value);
      default:
        return String(value);
    }
  }

  /** Replaces the dynamic ports that are known by now. */
  text(text: string): string {
    return text.replace(
      /(?<![\d.])\d{4,5}(?![\d.])/g,
      (digits) => this.#ports.get(Number(digits)) ?? digits,
    );
  }

  #object(object: object): string {
    const known = this.#objects.get(object);
    if (known !== undefined) return known;
    if (object instanceof EventEmitter) return `[${object.constructor.name}]`;
    if (object instanceof Error) return this.#error(object);
    if (ArrayBuffer.isView(object)) return this.#bytes(object);
    if (Array.isArray(object)) return `[${this.args(object)}]`;
    const body = `{${this.#properties(object, Object.keys(object))}}`;
    const prototype = Object.getPrototypeOf(object) as object | null;
    if (prototype === Object.prototype) return body;
    return `${prototype === null ? 'null-prototype' : prototype.constructor.name} ${body}`;
  }

  #properties(object: object, keys: readonly string[]): string {
    return keys
      .map((key) => {
        const value: unknown = Reflect.get(object, key);
        return `${key}: ${key === 'port' ? this.#port(value) : this.value(value)}`;
      })
      .join(', ');
  }

  #port(value: unknown): string {
    if (!Number.isInteger(value)) return this.value(value);
    const port = value as number;
    if (port < FIRST_DYNAMIC_PORT || port > LAST_PORT) return this.value(port);
    if (!this.#ports.has(port)) this.#ports.set(port, '<port>');
    return this.value(port);
  }

  #bytes(view: ArrayBufferView): string {
    const name = Buffer.isBuffer(view) ? 'Buffer' : view.constructor.name;
    const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
    if (bytes.length > SHOWN_BYTES) {
      return `${name}(${bytes.length}) sha1:${createHash('sha1').update(bytes).digest('hex')}`;
    }
    const text = bytes.toString('latin1');
    const shown = /^[\x20-\x7e]*$/.test(text) ? JSON.stringify(text) : bytes.toString('hex');
    return `${name}(${bytes.length}) ${shown}`;
  }

  #error(error: Error): string {
    const port: unknown = Reflect.get(error, 'port');
    if (typeof port === 'number') this.#port(port);
    const kinds = [Error, TypeError, RangeError]
      .filter((kind) => error instanceof kind)
      .map((kind) => kind.name);
    const hidden = Object.getOwnPropertyNames(error).filter(
      (key) => !Object.prototype.propertyIsEnumerable.call(error, key),
    );
    const head = (error.stack ?? '').split('\n    at ')[0] ?? '';
    return [
      `${error.constructor.name}(${kinds.join('<')})`,
      `${error.name} ${this.value(Reflect.get(error, 'code'))} ${this.value(error.message)}`,
      `own={${this.#properties(error, Object.keys(error))}}`,
      `hidden=[${hidden.join(', ')}]`,
      `text=${this.value(String(error))}`,
      `stack=${this.value(head)}`,
    ].join(' ');
  }
}
