// GET /api/wall: a screen that anyone in the corridor can see. It has states and numbers only: no label, client, user or text of a
// device, which may name what is printed.
import { causeOf } from '../api/messages/device-sentences.ts';
import type { ApiPrinter } from '../api/printer.ts';
import type { ApiWall } from '../api/server.ts';
import type { ConsolePorts } from './ports.ts';

/** Maximum number of jobs in progress that are read; there are never more than destinations accept. */
const maxPrinting = 500;

function ofPrinter(printer: ApiPrinter, printing: number): ApiWall['printers'][number] {
  const { aeTitle, name, status, statusInfo, state, paused, jobsWaiting, devices } = printer;
  const troubled = devices.find(({ destination }) => destination === printer.troubled);
  return {
    aeTitle,
    name,
    status,
    statusInfo,
    state,
    problem: troubled ? causeOf(troubled.statusInfo, troubled.detail).cause : null,
    since: troubled?.since ?? null,
    paused,
    waiting: jobsWaiting,
    printing,
  };
}

export async function wallNow(
  ports: Pick<ConsolePorts, 'health' | 'printers' | 'jobs'>,
  at: Date,
): Promise<ApiWall> {
  const { status } = await ports.health();
  const printing = Map.groupBy(
    await ports.jobs({ state: 'PRINTING', limit: maxPrinting }),
    ({ printer }) => printer,
  );
  const printers = await ports.printers();
  return {
    status,
    at: at.toISOString(),
    printers: printers.map((printer) => ofPrinter(printer, printing.get(printer.aeTitle)?.length ?? 0)),
  };
}
