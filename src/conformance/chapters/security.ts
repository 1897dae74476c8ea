// Chapter 7 of the statement: security (PS3.2 A.7): access rules, transport and permissions.
import { minBytes, minSentBytes } from '../../dicom/net/min-rate.ts';
import { auditTrail } from './audit.ts';
import type { Config } from '../../config/config.ts';
import { syntaxCells } from '../tables/names.ts';
import { list, paragraph, section, table, type Block, type Section } from '../formats/document.ts';

const certificateTexts = {
  none: 'not requested',
  optional: 'optional; if presented, it must be valid',
  required: 'required',
} as const;

function transports({ dicom }: Config): Block {
  const { host, port, listeners } = dicom;
  return table(
    'Transports',
    ['Address', 'TCP/IP port', 'Transport', 'Certificate of the client'],
    [
      [host, String(port), 'unencrypted', ''],
      ...listeners.map((listener) => [
        listener.host,
        String(listener.port),
        listener.tls ? 'TLS' : 'unencrypted',
        listener.tls ? certificateTexts[listener.tls.clientCertificate] : '',
      ]),
    ],
  );
}

function accessRules({ access }: Config): Block {
  const all = 'any';
  return table(
    'Access rules',
    [
      'Rule',
      'Addresses',
      'Calling AE titles',
      'Certificates',
      'May',
      'Printers',
      'Associations of one client',
      'Other limits',
    ],
    access.map(
      ({
        name,
        addresses,
        callingAeTitles,
        certificates,
        may,
        printers,
        maxAssociations,
        limits,
        transferSyntaxes,
      }) => [
        name,
        addresses ? 'those of the configuration' : all,
        callingAeTitles?.join(', ') ?? all,
        certificates?.join(', ') ?? 'none needed',
        may.join(', ') || 'nothing',
        printers?.join(', ') ?? 'all',
        maxAssociations === undefined ? 'as of the server' : String(maxAssociations),
        [
          ...Object.entries(limits ?? {}).map(([key, value]) => `${key} ${value}`),
          ...(transferSyntaxes ? [`transfer syntaxes ${syntaxCells(transferSyntaxes)[0]}`] : []),
        ].join(', ') || 'as of the server',
      ],
    ),
  );
}

export function security(config: Config): Section {
  return section(
    'Security',
    [],
    [
      section('Security profiles', [
        paragraph(
          'Listeners may be configured for TLS by the BCP 195 RFC 8996, 9325 Secure Transport Connection Profile (PS3.15): TLS 1.2 and 1.3; for TLS 1.2, only cipher suites with ephemeral keys and authenticated encryption. Certificates can be replaced without a restart. Imagers and remote systems may be called with the same profile.',
        ),
        transports(config),
        paragraph(
          'Digital signatures in data sets are neither verified nor kept; films that are forwarded to imagers are composed anew. IPv6 security features are not used.',
        ),
      ]),
      section('Association level security', [
        paragraph(
          'The called AE title must be that of a printer, and an access rule must allow the client, by its address, its calling AE title, its certificate, or several of them. Of the rules that match a client, the first that allows the called printer applies.',
        ),
        accessRules(config),
        list(
          'Operations that a rule does not allow are answered with 0124.',
          'Associations, connections, lengths of PDUs, images and data sets, and numbers of boxes are limited; idle associations are ended by timeouts.',
          `Within dicom.timeouts.idle, a message must be complete or at least ${minBytes} more bytes must have arrived; time in which the server is busy does not count. In the same time, a peer must receive as many bytes of a response, and ${minSentBytes} bytes of a request. One address may have at most half of the possible connections without an association.`,
        ),
      ]),
      auditTrail(config),
      section('Application level security', [
        paragraph(
          'None. Attribute values, which may name patients, are not logged at the default log level.',
        ),
      ]),
    ],
  );
}
