// Allowed configured lengths of P-DATA-TF PDUs, received and sent (PS3.8 D.1).

/** Bytes. Every peer takes 4 KiB; PDUs beyond 16 MiB only cost memory. */
export const configuredPduLength = { min: 4096, max: 16_777_216 } as const;
