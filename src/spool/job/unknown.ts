// Names that the spool does not know.

export class UnknownJob extends Error {
  constructor(id: string) {
    super(`there is no job ${id}`);
    this.name = 'UnknownJob';
  }
}

export class UnknownPrinter extends Error {
  constructor(aeTitle: string) {
    super(`there is no printer ${aeTitle}`);
    this.name = 'UnknownPrinter';
  }
}
