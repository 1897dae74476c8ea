// Reads attributes of a printer by their expected type. A printer may send anything: a value of another type counts as
// missing. Nothing here throws. Start at IppAttributes.

/** dpi, across the feed and along it. */
export interface Resolution {
  readonly x: number;
  readonly y: number;
}

export interface IntegerRange {
  readonly lower: number;
  readonly upper: number;
}

/** The codec joins language and text of a value that has both with this separator. */
const languageEnd = '\u001e';
/** Relevant attributes have no more values than this; further values are ignored. */
const maxValues = 2048;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

export class IppAttributes {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: unknown) {
    this.#values = isObject(values) ? values : {};
  }

  /** These attributes, and those of `other` that are not among them. */
  with(other: IppAttributes): IppAttributes {
    return new IppAttributes({ ...other.#values, ...this.#values });
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#values, name);
  }

  /** The names of all attributes. */
  get names(): readonly string[] {
    return Object.keys(this.#values);
  }

  #all(name: string): readonly unknown[] {
    if (!Object.hasOwn(this.#values, name)) return [];
    const value = this.#values[name];
    return Array.isArray(value) ? value.slice(0, maxValues) : [value];
  }

  /** Keywords, names, texts, URIs and known enum values, without their languages; empty ones are left out. */
  strings(name: string): readonly string[] {
    return this.#all(name)
      .filter((value) => typeof value === 'string')
      .map((value) => value.slice(value.indexOf(languageEnd) + 1))
      .filter((value) => value !== '');
  }

  string(name: string): string | undefined {
    return this.strings(name)[0];
  }

  integers(name: string): readonly number[] {
    return this.#all(name).filter(isInteger);
  }

  integer(name: string): number | undefined {
    return this.integers(name)[0];
  }

  boolean(name: string): boolean | undefined {
    return this.#all(name).find((value) => typeof value === 'boolean');
  }

  /** The first range: a pair of integers, or two integers. A single integer is a range of itself. */
  range(name: string): IntegerRange | undefined {
    const pair = this.#all(name).find((value) => Array.isArray(value));
    const [lower, upper = lower] = pair ? pair.filter(isInteger) : this.integers(name);
    return lower === undefined || upper === undefined || upper < lower ? undefined : { lower, upper };
  }

  resolutions(name: string): readonly Resolution[] {
    const all = this.#all(name);
    // A single one is [x, y, unit], several are a list of these.
    const found = typeof all[2] === 'string' ? [all] : all.filter((value) => Array.isArray(value));
    return found.flatMap(([x, y, unit]: readonly unknown[]) => {
      if (!isInteger(x) || !isInteger(y) || x < 1 || y < 1) return [];
      const perInch = unit === 'dpcm' ? 2.54 : 1;
      return [{ x: Math.round(x * perInch), y: Math.round(y * perInch) }];
    });
  }

  collections(name: string): readonly IppAttributes[] {
    return this.#all(name)
      .filter(isObject)
      .map((value) => new IppAttributes(value));
  }

  collection(name: string): IppAttributes | undefined {
    return this.collections(name)[0];
  }
}
