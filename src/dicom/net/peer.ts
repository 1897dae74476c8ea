// The other end of a connection, as far as the transport knows it.

/** What a verified certificate says of its holder. Only certificates that a trusted authority issued are included. */
export interface PeerCertificate {
  readonly commonName: string;
  /** Subject alternative names without their kind: DNS names, addresses, URIs, e-mail addresses. */
  readonly alternativeNames: readonly string[];
  /** Of the whole certificate: 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export interface Peer {
  readonly address: string;
  readonly port: number;
  /** Absent on unencrypted connections, and where the peer presented none. */
  readonly certificate?: PeerCertificate;
}
