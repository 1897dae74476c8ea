// The key `dicom` of the configuration: addresses to listen on, PDUs, timeouts, limits of what clients may send.
import { z } from 'zod';
import { clientCertificates } from '../../dicom/net/tls-server.ts';
import { pduLength, syntaxes } from '../../dicom/upper-layer/configurable.ts';
import { seconds, tcpPort } from '../../shared/schema-values.ts';
import { ownCertificate } from './tls-schema.ts';

const listener = z.strictObject({
  host: z.string().min(1).default('0.0.0.0').describe('IP address to listen on; 0.0.0.0 for all of IPv4'),
  port: tcpPort.default(2762),
  transferSyntaxes: syntaxes
    .optional()
    .describe('Transfer syntaxes accepted here, in order of preference; default: dicom.transferSyntaxes'),
  tls: z
    .strictObject({
      ...ownCertificate,
      ca: z.string().min(1).optional().describe('PEM file of the authorities that issue client certificates'),
      clientCertificate: z
        .enum(clientCertificates)
        .default('none')
        .describe('Whether clients must present a certificate: not requested, optional, or required'),
    })
    .optional()
    .describe('Default: unencrypted'),
});

/** Limits of what one client may send; access rules may replace them. */
export const limits = {
  imageBytes: z.int().min(1).describe('Maximum pixel data of one image box, bytes'),
  boxesPerFilm: z.int().min(1).max(4096).describe('Maximum image boxes of a film box'),
  filmsPerSession: z.int().min(1).max(1000).describe('Maximum film boxes in a film session at a time'),
};

export const dicom = z
  .strictObject({
    host: z.string().min(1).default('0.0.0.0').describe('IP address to listen on; 0.0.0.0 for all of IPv4'),
    port: tcpPort.default(11112),
    listeners: z
      .array(listener)
      .max(16)
      .default([])
      .describe('Listeners in addition to host and port, unencrypted or TLS'),
    maxAssociations: z
      .int()
      .min(1)
      .max(1024)
      .default(8)
      .describe(
        'Maximum associations at a time, of all printers together; further ones are rejected as transient',
      ),
    maxPduLength: pduLength
      .default(131_072)
      .describe('Maximum length of a P-DATA-TF PDU from clients, bytes'),
    maxPduSent: pduLength
      .default(131_072)
      .describe('Maximum length of a P-DATA-TF PDU to clients, if they accept that length, bytes'),
    transferSyntaxes: syntaxes
      .optional()
      .describe('Transfer syntaxes accepted, in order of preference; default: all, in this order'),
    timeouts: z
      .strictObject({
        artim: seconds
          .default(30)
          .describe('Waiting for the association request, or for the peer to close in the end, seconds'),
        idle: seconds
          .default(360)
          .describe('Waiting for the next message of a client, and for 64 KiB more of a long one, seconds'),
        betweenPackets: seconds
          .default(30)
          .describe('Waiting for more of a message or PDU that has begun, seconds'),
        silentDataSet: seconds
          .default(2)
          .describe(
            'Seconds without any data after which a data set announced by a request is treated as empty',
          ),
        connect: seconds.default(20).describe('As a client: waiting for the TCP connection, seconds'),
        association: seconds
          .default(20)
          .describe('As a client: waiting for the answer to an association request, seconds'),
        release: seconds
          .default(30)
          .describe('As a client: waiting for the answer to a release request, seconds'),
        eventConfirmation: seconds
          .default(60)
          .describe('Waiting for a client to confirm an event of a print job before the next one, seconds'),
        printerEventConfirmation: seconds
          .default(60)
          .describe('Waiting for a client to confirm an event of the printer before the next one, seconds'),
      })
      .prefault({})
      .describe('Timeouts in seconds; 0 switches one off'),
    limits: z
      .strictObject({
        imageBytes: limits.imageBytes.default(536_870_912),
        boxesPerFilm: limits.boxesPerFilm.default(1024),
        filmsPerSession: limits.filmsPerSession.default(100),
      })
      .prefault({})
      .describe('Limits of what one client may send'),
  })
  .prefault({})
  .describe('The DICOM server that modalities connect to');
