// The codes of audit messages: PS3.16 CID 400 (events), 401 (event types), 402 (roles), 404 and 405 (objects, media), and PS3.15 A.5.1.2.
// The only place with their numbers.

/** A coded value: csd-code, codeSystemName, originalText. */
export interface Code {
  readonly code: string;
  readonly system: string;
  readonly meaning: string;
}

const dcm = (code: string, meaning: string): Code => ({ code, system: 'DCM', meaning });
/** PS3.15 A.5.1.2.4: identifiers that came with RFC 3881. */
const rfc3881 = (code: string, meaning: string): Code => ({ code, system: 'RFC-3881', meaning });

export const eventIds = {
  applicationActivity: dcm('110100', 'Application Activity'),
  auditLogUsed: dcm('110101', 'Audit Log Used'),
  instancesAccessed: dcm('110103', 'DICOM Instances Accessed'),
  export: dcm('110106', 'Export'),
  securityAlert: dcm('110113', 'Security Alert'),
  userAuthentication: dcm('110114', 'User Authentication'),
} as const satisfies Readonly<Record<string, Code>>;

export const eventTypes = {
  applicationStart: dcm('110120', 'Application Start'),
  applicationStop: dcm('110121', 'Application Stop'),
  login: dcm('110122', 'Login'),
  logout: dcm('110123', 'Logout'),
  nodeAuthentication: dcm('110126', 'Node Authentication'),
  securityConfiguration: dcm('110129', 'Security Configuration'),
  softwareConfiguration: dcm('110131', 'Software Configuration'),
  restrictedFunction: dcm('110132', 'Use of Restricted Function'),
  recordingStopped: dcm('110133', 'Audit Recording Stopped'),
  userSecurityAttributes: dcm('110137', 'User Security Attributes Changed'),
} as const satisfies Readonly<Record<string, Code>>;

export const roles = {
  application: dcm('110150', 'Application'),
  destination: dcm('110152', 'Destination Role ID'),
  source: dcm('110153', 'Source Role ID'),
  destinationMedia: dcm('110154', 'Destination Media'),
} as const satisfies Readonly<Record<string, Code>>;

/** CID 405. */
export const mediaTypes = {
  film: dcm('110010', 'Film'),
  file: dcm('110037', 'URI'),
  paper: dcm('110038', 'Paper Document'),
} as const satisfies Readonly<Record<string, Code>>;

export const objectIds = {
  patientNumber: rfc3881('2', 'Patient Number'),
  uri: rfc3881('12', 'URI'),
  studyInstanceUid: dcm('110180', 'Study Instance UID'),
  sopClassUid: dcm('110181', 'SOP Class UID'),
  nodeId: dcm('110182', 'Node ID'),
} as const satisfies Readonly<Record<string, Code>>;
