// Ports of files that are printed from the console. console/ports.ts has all ports.
import type { ApiPreview, ApiPrint, ApiUpload, PrintBody, PreviewBody } from '../../api/sheets/sheets.ts';
import type { Requester, ReprintRequest } from './requests.ts';

/** A file that is being uploaded. */
export interface UploadBody {
  readonly name: string | null;
  /** As announced; undefined: not announced. */
  readonly byteLength: number | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly owner: Owner;
}

/** The user who made an upload or a preview, and who alone may use it; null: all share it (no user is verified). */
export type Owner = string | null;

/** Files that are printed from the console. All throw RequestRefusal. */
export interface SheetPorts {
  readonly upload: (body: UploadBody) => Promise<ApiUpload>;
  readonly uploaded: (id: string, owner: Owner) => ApiUpload;
  readonly removeUpload: (id: string, owner: Owner) => Promise<void>;
  readonly uploadThumbnail: (id: string, owner: Owner) => Promise<Uint8Array>;
  readonly preview: (body: PreviewBody, address: string, owner: Owner) => Promise<ApiPreview>;
  readonly previewSheet: (id: string, sheet: number, width: number, owner: Owner) => Promise<Uint8Array>;
  readonly print: (body: PrintBody, requester: Requester, owner: Owner) => Promise<ApiPrint>;
  readonly reprintPreview: (jobId: string, requested: ReprintRequest, owner: Owner) => Promise<ApiPreview>;
}
