// A program as a list of parts, which are started in order and stopped in reverse. Each part can use what the parts before it
// made. When one cannot start, the parts that were started are stopped. Start at `Parts`.

/** What a part made for the parts after it, and how to stop it. */
export interface Started<Made extends object> {
  readonly made: Made;
  /** Stops it, after the parts that were started later. Default: nothing to stop. */
  readonly stop?: () => unknown;
}

export interface Part<Context extends object, Made extends object> {
  /** For users. */
  readonly name: string;
  /** Throws SetupFailure with one sentence for the operator. */
  start(context: Context): Started<Made> | Promise<Started<Made>>;
}

export interface Running<Context extends object> {
  /** What all parts have made. */
  readonly context: Context;
  /** Stops every part, the last one first; a part that fails to stop does not prevent the others from stopping. */
  readonly stop: () => Promise<void>;
}

export class Parts<Context extends object> {
  /** In the order in which they start. */
  readonly names: readonly string[];
  readonly #startAll: (stack: AsyncDisposableStack) => Promise<Context>;

  private constructor(names: readonly string[], startAll: (stack: AsyncDisposableStack) => Promise<Context>) {
    this.names = names;
    this.#startAll = startAll;
  }

  /** An empty list; the first part gets `given`. */
  static given<Context extends object>(given: Context): Parts<Context> {
    return new Parts<Context>([], () => Promise.resolve(given));
  }

  /** The same with one more part, which may use what all parts before it made. */
  with<Made extends object>(part: Part<Context, Made>): Parts<Context & Made> {
    return new Parts<Context & Made>([...this.names, part.name], async (stack) => {
      const context = await this.#startAll(stack);
      const { made, stop } = await part.start(context);
      if (stop) {
        stack.defer(async () => {
          await stop();
        });
      }
      return { ...context, ...made };
    });
  }

  /** Throws what a part throws, after the parts that were started have been stopped. */
  async start(): Promise<Running<Context>> {
    const stack = new AsyncDisposableStack();
    try {
      const context = await this.#startAll(stack);
      return { context, stop: () => stack.disposeAsync() };
    } catch (error) {
      await stack.disposeAsync();
      throw error;
    }
  }
}
