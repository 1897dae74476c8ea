// The folders that this server uses. Their paths are for administrators.
import path from 'node:path';
import type { Config } from '../../config/config.ts';
import { productFile } from '../../shared/product.ts';

export function serverFolders({ data, file, printers, trace }: Config): readonly string[] {
  const documents = printers.flatMap(({ destinations }) =>
    destinations.flatMap(({ members }) => members.flatMap(({ checks }) => checks.folder ?? [])),
  );
  return [data, path.dirname(file), trace.folder, productFile(''), ...documents].map((folder) =>
    folder.replace(/[\\/]+$/, ''),
  );
}
