// The part of the WebAssembly API that the kernels use: Node provides it, but its types do not.
declare namespace WebAssembly {
  type Exports = Readonly<Record<string, unknown>>;
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  interface Instance {
    readonly exports: Exports;
  }
  type Module = object;

  const Memory: new (pages: { readonly initial: number; readonly maximum: number }) => Memory;
  const Module: new (bytes: Uint8Array<ArrayBuffer>) => Module;
  const Instance: new (module: Module, imports: { readonly env: { readonly memory: Memory } }) => Instance;
  function validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
