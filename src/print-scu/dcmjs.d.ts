// The part of dcmjs that Hardcopy uses; the package comes without types. What it reads stays `unknown` until
// file-attributes.ts has checked it.
declare module 'dcmjs' {
  interface Logger {
    setLevel(level: 'silent', persist: boolean): void;
    getLogger(name: string): Logger;
  }
  export const log: Logger;
  export const data: {
    readonly DicomMessage: {
      readFile(
        buffer: ArrayBuffer,
        options: { readonly ignoreErrors: boolean },
      ): { readonly meta: unknown; readonly dict: unknown };
    };
    readonly DicomMetaDictionary: {
      /** By keyword; `tag` reads "(0028,0010)". */
      readonly nameMap: Readonly<Record<string, { readonly tag: string } | undefined>>;
    };
  };
}
