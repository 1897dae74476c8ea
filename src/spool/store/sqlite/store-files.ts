// Where the store is in the folder of a spool. The names are known in this file alone.
import path from 'node:path';

/** The database. */
export const storeFile = (spoolFolder: string): string => path.join(spoolFolder, 'jobs.db');

/** The files that are written when a job changes: the database and its write-ahead log. */
export const writtenFiles = (spoolFolder: string): readonly string[] => [
  storeFile(spoolFolder),
  `${storeFile(spoolFolder)}-wal`,
];
