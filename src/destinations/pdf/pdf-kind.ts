// Definition of the kind `pdf`: documents become files of a folder. The driver is in pdf-folder.ts.
import path from 'node:path';
import { z } from 'zod';
import { defaultNameTemplate, templateProblem } from '../../shared/film/document-name.ts';
import { destinationKind, everyDestination } from '../destination-kind.ts';
import { anyDelivery } from '../kind-conformance.ts';
import { pdfFolder, type PdfSettings } from './pdf-folder.ts';

const schema = z.strictObject({
  kind: z.literal('pdf').describe('A folder of PDF documents'),
  ...everyDestination,
  folder: z
    .string()
    .min(1)
    .default('films')
    .describe('Folder of the PDFs; a relative path is inside the data folder'),
  fileName: z
    .string()
    .superRefine((template, context) => {
      const problem = templateProblem(template);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .default(defaultNameTemplate)
    .describe(
      'Name of each PDF in the folder, without “.pdf”: sub-folders with “/”, placeholders such as {patientName}; must contain {jobId}',
    ),
});

export const pdfKind = destinationKind({
  kind: 'pdf',
  schema,
  resolve: ({ folder, fileName }: z.output<typeof schema>, { dataFolder }): PdfSettings => ({
    fileName,
    folder: path.resolve(dataFolder, folder),
  }),
  open: pdfFolder,
  place: ({ folder }) => folder,
  describe: (place) => `PDF in ${place}`,
  device: null,
  checks: ({ folder }) => ({ folder }),
  conformance: {
    statusTerms: [...anyDelivery, 'RECEIVER FULL'],
    color: { always: true, sentence: () => 'Folders get them in color.' },
  },
});
