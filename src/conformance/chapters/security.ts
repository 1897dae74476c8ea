// Chapter 7 of the statement: security (PS3.2 A.7). Who may associate, over what, and for what.
import { minBytes, minSentBytes } from '../../dicom/net/min-rate.ts';
import type { Config } from '../../config/config.ts';
import { syntaxCells } from '../tables/names.ts';
import { list, paragraph, section, table, type Block, type Section } from '../formats/document.ts';

const certificateTexts = {
  none: 'not asked for',
  optional: 'asked for; one that is shown must be good',
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
          'Listeners may be configured for TLS by the BCP 195 RFC 8996, 9325 Secure Transport Connection Profile (PS3.15): TLS 1.2 and 1.3, of TLS 1.2 only suites with ephemeral keys and authenticated encryption. Certificates can be exchanged without a restart. Imagers and remote systems may be called with the same profile.',
        ),
        transports(config),
        paragraph(
          'Digital signatures in data sets are neither verified nor kept; films that go on to imagers are composed anew. IPv6 security features are not used.',
        ),
      ]),
      section('Association level security', [
        paragraph(
          'The called AE title must be that of a printer, and an access rule must let the client in, by its address, its calling AE title, its certificate, or several of them. Of the rules that fit a client the first that knows the called printer holds.',
        ),
        accessRules(config),
        list(
          'Operations that a rule does not allow are answered with 0124.',
          'Associations, connections, lengths of PDUs, images and data sets, and numbers of boxes are bounded; timeouts end associations that say nothing.',
          `A message has to be whole, or to have brought ${minBytes} bytes more, within dicom.timeouts.idle; time in which the server is busy does not count. A peer has to take as much of an answer, and ${minSentBytes} bytes of a request, in that time. One address may have half as many connections without an association as there are places for.`,
        ),
      ]),
      section('Application level security', [
        paragraph(
          'None. Values of attributes, which may name patients, are left out of the log at its usual level.',
        ),
      ]),
    ],
  );
}
