// Ports of files that are printed from the console. console/ports.ts has all ports.
import type { ApiPreview, ApiPrint, ApiUpload, PrintBody, PreviewBody } from '../../api/sheets/sheets.ts';
import type { Requester, ReprintRequest } from './requests.ts';

/** A file that is being uploaded. */
export interface UploadBody {
  readonly name: string | null;
  /** As announced; undefined: not announced. */
  readonly byteLength: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Files that are printed from the console. All throw RequestRefusal. */
export interface SheetPorts {
  readonly upload: (body: UploadBody) => Promise<ApiUpload>;
  readonly uploaded: (id: string) => ApiUpload;
  readonly removeUpload: (id: string) => Promise<void>;
  readonly uploadThumbnail: (id: string) => Promise<Uint8Array>;
  readonly preview: (body: PreviewBody, address: string) => Promise<ApiPreview>;
  readonly previewSheet: (id: string, sheet: number, width: number) => Promise<Uint8Array>;
  readonly print: (body: PrintBody, requester: Requester) => Promise<ApiPrint>;
  readonly reprintPreview: (jobId: string, requested: ReprintRequest) => Promise<ApiPreview>;
}
