// The part of @sealsystems/ipp that tests use, as a second implementation to hold ours against. It comes without types.
declare module '@sealsystems/ipp' {
  const ipp: {
    /** Throws plain errors of many kinds; may loop on lengths that contradict themselves (see `soundMessage`). */
    readonly parse: (bytes: Buffer) => unknown;
    /** Leaves out what it does not know. Throws for values that it cannot write. */
    readonly serialize: (message: Readonly<Record<string, unknown>>) => Buffer;
  };
  export default ipp;
}
