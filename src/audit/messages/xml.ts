// Writes an audit message as XML by the schema of PS3.15 A.5.1 (test/audit/audit-message.rng), on one line. Start at `auditXml`.
import { isIP } from 'node:net';
import type { AuditMessage, AuditSource, Participant, ParticipantObject } from './audit-message.ts';
import type { Code } from './codes.ts';

/** Characters that XML 1.0 cannot contain, not even escaped, and halves of surrogate pairs. */
const impossible =
  /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Also for attributes: line breaks stay what they are. */
const escaped = (text: string): string =>
  text.replaceAll(impossible, '\ufffd').replaceAll(/[&<>"\t\n\r]/g, (one) => escapes[one] ?? one);

type Attributes = Readonly<Record<string, string | undefined>>;

function element(name: string, attributes: Attributes, content: readonly string[] = []): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(value)}"`],
  );
  const inside = content.join('');
  const start = `<${name}${written.join('')}`;
  return inside === '' ? `${start}/>` : `${start}>${inside}</${name}>`;
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

const coded = (name: string, { code, system, meaning }: Code): string =>
  element(name, { 'csd-code': code, codeSystemName: system, originalText: meaning });

/** NetworkAccessPointTypeCode: 1 a name, 2 an address. */
function networkOf(network: string | undefined): Attributes {
  if (network === undefined) return {};
  return { NetworkAccessPointID: network, NetworkAccessPointTypeCode: isIP(network) === 0 ? '1' : '2' };
}

function participant({ user, aeTitles, name, isRequestor, roles = [], media, network }: Participant): string {
  return element(
    'ActiveParticipant',
    {
      UserID: user,
      AlternativeUserID: aeTitles && aeTitles.length > 0 ? `AETITLES=${aeTitles.join(';')}` : undefined,
      UserName: name,
      UserIsRequestor: String(isRequestor),
      ...networkOf(network),
    },
    [
      ...roles.map((role) => coded('RoleIDCode', role)),
      media === undefined ? '' : element('MediaIdentifier', {}, [coded('MediaType', media)]),
    ],
  );
}

function object(given: ParticipantObject): string {
  const { idType, id, name, type, role, details = [], accessionNumbers = [], sopClass } = given;
  const description = [
    ...accessionNumbers.map((number) => element('Accession', { Number: number })),
    ...(sopClass === undefined
      ? []
      : [
          element(
            'SOPClass',
            { UID: sopClass.uid, NumberOfInstances: String(sopClass.instances.length) },
            sopClass.instances.map((uid) => element('Instance', { UID: uid })),
          ),
        ]),
  ];
  return element(
    'ParticipantObjectIdentification',
    {
      ParticipantObjectID: id,
      ParticipantObjectTypeCode: type,
      ParticipantObjectTypeCodeRole: role,
    },
    [
      coded('ParticipantObjectIDTypeCode', idType),
      element('ParticipantObjectName', {}, [escaped(name)]),
      ...details.map(({ type: key, value }) =>
        element('ParticipantObjectDetail', { type: key, value: base64(value) }),
      ),
      ...(description.length === 0 ? [] : [element('ParticipantObjectDescription', {}, description)]),
    ],
  );
}

/** The message as XML, without line breaks. */
export function auditXml({ event, participants, objects }: AuditMessage, source: AuditSource): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    element('AuditMessage', {}, [
      element(
        'EventIdentification',
        {
          EventActionCode: event.action,
          EventDateTime: event.at.toISOString(),
          EventOutcomeIndicator: event.outcome,
        },
        [
          coded('EventID', event.id),
          ...event.types.map((type) => coded('EventTypeCode', type)),
          event.outcomeDescription === undefined
            ? ''
            : element('EventOutcomeDescription', {}, [escaped(event.outcomeDescription)]),
        ],
      ),
      ...participants.map(participant),
      element('AuditSourceIdentification', { AuditEnterpriseSiteID: source.site, AuditSourceID: source.id }, [
        // An application server process.
        element('AuditSourceTypeCode', { 'csd-code': '4' }),
      ]),
      ...objects.map(object),
    ]),
  ].join('');
}
