// Ports of calibrations and controls for tests that need none: there is no printer.
import type { ConsolePorts } from '../../src/console/ports.ts';
import { UnknownPrinterRefusal } from '../../src/shared/errors/request-refusals.ts';

const none = ({ aeTitle }: { readonly aeTitle: string }): never => {
  throw new UnknownPrinterRefusal(aeTitle);
};

export const noQuality: Pick<ConsolePorts, 'calibrations' | 'controls'> = {
  calibrations: {
    list: () => [],
    target: (levels) => ({ levels, patches: [] }),
    detail: none,
    upload: none,
    measure: none,
    accept: none,
    discard: none,
    report: none,
  },
  controls: {
    list: () => [],
    detail: none,
    record: none,
    note: none,
    setReference: none,
    pdf: none,
    csv: none,
  },
};
