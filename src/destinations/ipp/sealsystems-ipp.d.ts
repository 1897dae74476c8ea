// The part of @sealsystems/ipp that Hardcopy uses: messages to bytes and back. The package comes without types; what it
// reads stays `unknown` until ipp-message.ts has looked at it.
declare module '@sealsystems/ipp' {
  const ipp: {
    /** Throws plain errors of many kinds; may loop on lengths that contradict themselves (see sound-message.ts). */
    readonly parse: (bytes: Buffer) => unknown;
    /** Leaves out what it does not know. Throws for values that it cannot write. */
    readonly serialize: (message: Readonly<Record<string, unknown>>) => Buffer;
  };
  export default ipp;
}
