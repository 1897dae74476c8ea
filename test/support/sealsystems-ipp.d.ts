// The part of @sealsystems/ipp that tests use as a second implementation to compare ours with. It comes without
// types.
declare module '@sealsystems/ipp' {
  const ipp: {
    /** Throws plain errors of many kinds; may loop forever on inconsistent lengths (see `soundMessage`). */
    readonly parse: (bytes: Buffer) => unknown;
    /** Omits unknown attributes. Throws for values that it cannot encode. */
    readonly serialize: (message: Readonly<Record<string, unknown>>) => Buffer;
  };
  export default ipp;
}
