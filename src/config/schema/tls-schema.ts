// The keys of our own certificate: of listeners for DICOM, and of the console.
import { z } from 'zod';

export const ownCertificate = {
  certificate: z
    .string()
    .min(1)
    .describe('PEM file, with intermediate certificates after it; relative to this file'),
  key: z.string().min(1).describe('PEM file of its private key'),
};
