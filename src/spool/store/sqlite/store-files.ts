// The paths of the store in the folder of a spool. Only this file knows the names.
import path from 'node:path';

/** The database. */
export const storeFile = (spoolFolder: string): string => path.join(spoolFolder, 'jobs.db');

/** The files that are written when a job changes: the database and its write-ahead log. */
export const writtenFiles = (spoolFolder: string): readonly string[] => [
  storeFile(spoolFolder),
  `${storeFile(spoolFolder)}-wal`,
];
