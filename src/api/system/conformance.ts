// The DICOM Conformance Statement of the configuration in use, as blocks that a page or a writer lays out: schemas and route.
import { z } from 'zod';
import type { ApiRoute } from '../route.ts';
import { list } from '../values.ts';

const heading = z
  .object({
    kind: z.literal('heading'),
    level: z.int().describe('1 for a chapter'),
    number: z.string().describe('4.2.1'),
    title: z.string(),
  })
  .meta({ id: 'StatementHeading' });

const blockSchema = z.discriminatedUnion('kind', [
  heading,
  z.object({ kind: z.literal('paragraph'), text: z.string() }),
  z.object({ kind: z.literal('list'), items: list(z.string()) }),
  z.object({ kind: z.literal('diagram'), text: z.string().describe('Preformatted lines') }),
  z.object({ kind: z.literal('contents'), entries: list(heading) }),
  z.object({
    kind: z.literal('table'),
    title: z.string(),
    columns: list(z.string()),
    rows: list(list(z.string())),
  }),
]);

export const conformanceAnswer = z
  .object({
    title: z.string(),
    cover: list(z.string()).describe('Lines of the cover page'),
    blocks: list(blockSchema),
  })
  .meta({ id: 'ConformanceStatement', description: 'In the order of PS3.2 annex A; in English' });
export type ApiConformance = z.output<typeof conformanceAnswer>;

export const conformanceRoutes = {
  conformance: {
    method: 'GET',
    path: '/api/system/conformance',
    summary: 'The DICOM Conformance Statement of the configuration in use',
    answer: conformanceAnswer,
    errors: [],
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
