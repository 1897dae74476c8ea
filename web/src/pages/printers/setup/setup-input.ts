// What is entered in the wizard that adds a printer. Pure.
import type { AnswerOf, RequestTo } from '../../../data/requests/client.ts';
import type { Trays } from '../../../lib/printer-edit.ts';

export const steps = ['find', 'probe', 'name', 'test', 'done'] as const;
export type Step = (typeof steps)[number];

export const kinds = ['ipp', 'dicom', 'pdf'] as const;
export const media = ['paper', 'blue-film', 'clear-film'] as const;

export type Probe = AnswerOf<'POST /api/printers/probe'>;
export type Discovery = AnswerOf<'POST /api/printers/discover'>;

export interface SetupInput {
  readonly kind: (typeof kinds)[number];
  readonly uri: string;
  readonly host: string;
  readonly port: string;
  readonly imagerTitle: string;
  readonly folder: string;
  readonly aeTitle: string;
  readonly name: string;
  readonly medium: (typeof media)[number];
  readonly trays: Trays;
}

export const startInput: SetupInput = {
  kind: 'ipp',
  uri: '',
  host: '',
  port: '104',
  imagerTitle: '',
  folder: 'films',
  aeTitle: '',
  name: '',
  medium: 'paper',
  trays: { trays: [], mediumTypes: [] },
};

/** The device of the input, as it is probed. */
export function deviceOf({
  kind,
  uri,
  host,
  port,
  imagerTitle,
  folder,
}: SetupInput): NonNullable<RequestTo<'POST /api/printers/probe'>['body']> {
  switch (kind) {
    case 'ipp':
      return { kind, uri: uri.trim() };
    case 'dicom':
      return { kind, host: host.trim(), port: Number(port), aeTitle: imagerTitle.trim() };
    case 'pdf':
      return { kind, folder: folder.trim() };
  }
}

/** Whether enough was entered to query the device. */
export function isComplete({ kind, uri, host, port, imagerTitle, folder }: SetupInput): boolean {
  if (kind === 'ipp') return uri.trim() !== '';
  if (kind === 'pdf') return folder.trim() !== '';
  const number = Number(port);
  return (
    host.trim() !== '' &&
    imagerTitle.trim() !== '' &&
    Number.isInteger(number) &&
    number > 0 &&
    number < 65_536
  );
}
