// A status with every kind of entry, for tests of its display.
import type { ApiPrinter } from '../../src/api/printer.ts';
import type { ApiJob } from '../../src/api/job.ts';
import { doneJob, filmPrinter, waitingJob } from '../console/fake-ports.ts';

/** A paused office printer that is low on toner and paper. */
export const officePrinter: ApiPrinter = {
  ...filmPrinter,
  aeTitle: 'WARD3',
  name: 'Office printer of ward 3',
  status: 'WARNING',
  statusInfo: 'SUPPLY LOW',
  state: 'paused',
  troubled: 'corridor',
  paused: true,
  pausedAt: '2026-03-01T09:30:00.000Z',
  pausedBy: 'anna',
  jobsWaiting: 4,
  destinations: [{ kind: 'ipp', name: 'corridor' }],
  devices: [
    {
      destination: 'corridor',
      kind: 'ipp',
      required: true,
      status: 'WARNING',
      statusInfo: 'SUPPLY LOW',
      ready: true,
      state: 'warning',
      detail: 'Its black toner is low; have a new cartridge ready.',
      message: { code: 'device.chemicals-low', params: {} },
      since: '2026-03-01T09:00:00.000Z',
      model: 'Acme Laser 9',
      reasons: ['toner-low-warning'],
      supplies: [
        { name: 'Black Toner', percent: 12 },
        { name: 'Drum', percent: 71 },
        { name: 'Waste box', percent: null },
        { name: 'Tray 1', percent: 4 },
      ],
      mediaReady: ['iso_a4_210x297mm', 'iso_a3_297x420mm'],
    },
  ],
};

export const archivePrinter: ApiPrinter = {
  ...filmPrinter,
  aeTitle: 'ARCHIVE',
  name: 'Film room',
  status: 'WARNING',
  statusInfo: 'PRINTER OFFLINE',
  jobsWaiting: 0,
  destinations: [{ kind: 'dicom', name: 'imager' }],
  devices: [
    {
      destination: 'imager',
      kind: 'dicom',
      required: false,
      status: 'FAILURE',
      ready: false,
      state: 'failure',
      statusInfo: 'PRINTER OFFLINE',
      since: '2026-03-01T09:00:00.000Z',
      model: null,
      detail: 'It has not answered for 4 s; check that it is switched on and in the network.',
      message: { code: 'device.offline', params: {} },
      reasons: [],
      supplies: [],
      mediaReady: [],
    },
    {
      destination: 'films',
      kind: 'pdf',
      required: true,
      status: 'UNKNOWN',
      ready: false,
      state: 'unknown',
      statusInfo: 'UNKNOWN',
      since: null,
      model: null,
      detail: 'It has not answered yet.',
      message: { code: 'device.not-answered', params: {} },
      reasons: [],
      supplies: [],
      mediaReady: [],
    },
  ],
};

export const printingJob: ApiJob = {
  ...waitingJob,
  id: '1kah3f7w2abc',
  state: 'PRINTING',
  reason: 'delivering',
  statusInfo: 'NORMAL',
  detail: 'corridor: Sheet 1 of 2 is printed.',
};
export const failedJob: ApiJob = {
  ...doneJob,
  id: '1kah3f7w2def',
  printer: 'WARD3',
  state: 'FAILURE',
  reason: 'delivery-failed',
  detail: 'corridor: the printer refused the document (document-format-error)',
  statusInfo: 'CHECK PRINTER',
};
