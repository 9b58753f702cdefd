/** What a peer was told, as `name=value` arguments. */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>;

  constructor(args: readonly string[]) {
    this.#values = new Map(
      args.map((argument): [string, string] => {
        const [name = '', ...value] = argument.split('=');
        return [name, value.join('=')];
      }),
    );
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  text(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error(`${name}=… is missing`);
    return value;
  }

  number(name: string): number {
    const value = Number(this.text(name));
    if (!Number.isFinite(value)) throw new Error(`${name} takes a number`);
    return value;
  }

  flag(name: string): boolean {
    return this.number(name) === 1;
  }

  /** Comma-separated numbers. */
  numbers(name: string): number[] {
    return this.text(name).split(',').map(Number);
  }
}
