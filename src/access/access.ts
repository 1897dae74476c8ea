// Who may associate, and for what. Pure: a request and the rules in, a decision out; access-gate.ts counts and applies.
// A rule names its clients by address, by AE title, by both, by certificate, or not at all (anyone); of the rules that
// fit a client, the first that knows the called printer decides (PS3.2 annex E, table E.4.2-9).
import type { AddressList } from '../shared/address-list.ts';
import { plainAddress } from '../shared/address-list.ts';
import type { PeerCertificate } from '../dicom/net/peer.ts';
import {
  calledAeTitleNotRecognized,
  callingAeTitleNotRecognized,
  localLimitExceeded,
  noReasonGiven,
  type Rejection,
} from '../dicom/pdu/rejection.ts';
import { aeTitleKey, sameAeTitle, type PrinterTitles } from '../shared/film/printer-titles.ts';
import { globMatches } from '../shared/glob.ts';
import type { TransferSyntax } from '../dicom/data-set/uids.ts';
import type { PrintScpLimits } from '../print-scp/film/operation.ts';
import type { Permission } from '../print-scp/clients/permissions.ts';

export interface AccessRule {
  /** For the log. */
  readonly name: string;
  /** Default: any address. */
  readonly addresses?: AddressList;
  /** Patterns with * and ?; default: any calling AE title. */
  readonly callingAeTitles?: readonly string[];
  /** Patterns of common name and alternative names, or `sha256:` and the fingerprint; default: none needed. */
  readonly certificates?: readonly string[];
  readonly may: readonly Permission[];
  /** AE titles of printers, not aliases; default: every printer. */
  readonly printers?: readonly string[];
  /** Of one client at once; default: as many as the server takes. */
  readonly maxAssociations?: number;
  /** Accepted of these clients, the preferred one first; default: those of the listener. */
  readonly transferSyntaxes?: readonly TransferSyntax[];
  /** Instead of those for everybody. */
  readonly limits?: AccessLimits;
}

/** Of one client. */
export interface AccessLimits extends Partial<PrintScpLimits> {
  /** What is announced to it as the longest P-DATA-TF, bytes. */
  readonly maxPduLength?: number;
  /** Its jobs that may wait; above, its print queue is full. */
  readonly waitingJobs?: number;
}

/** The client that a job belongs to, as far as the rule distinguishes its clients; an absent field does not restrict. */
export interface ClientKey {
  /** As it compares (`aeTitleKey`). */
  readonly callingAeTitle?: string;
  readonly peerAddress?: string;
}

export interface AccessRequest {
  readonly callingAeTitle: string;
  readonly calledAeTitle: string;
  readonly address: string;
  readonly certificate?: PeerCertificate;
}

export interface AccessSituation {
  readonly rules: readonly AccessRule[];
  readonly titles: PrinterTitles;
  /** Associations that a client (`AccessGranted.client`) has open now. */
  readonly openOf: (client: string) => number;
}

export interface AccessGranted {
  readonly kind: 'granted';
  readonly rule: AccessRule;
  /** The client whose associations are counted together: what the rule distinguishes clients by. */
  readonly client: string;
  /** Whose jobs are. */
  readonly key: ClientKey;
}

export interface AccessRefused {
  readonly kind: 'refused';
  readonly rejection: Rejection;
}

const refused = (rejection: Rejection): AccessRefused => ({ kind: 'refused', rejection });

const hexadecimal = (text: string): string => text.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();

function certificateMatches(pattern: string, { commonName, alternativeNames, sha256 }: PeerCertificate) {
  const fingerprint = /^sha256:(.*)$/i.exec(pattern)?.[1];
  if (fingerprint !== undefined) return hexadecimal(fingerprint) === sha256;
  return [commonName, ...alternativeNames].some((name) => globMatches(pattern, name));
}

interface Fit {
  readonly rule: AccessRule;
  readonly address: boolean;
  readonly certificate: boolean;
  readonly title: boolean;
}

function fitOf(rule: AccessRule, { address, certificate, callingAeTitle }: AccessRequest): Fit {
  const { addresses, callingAeTitles, certificates } = rule;
  return {
    rule,
    address: addresses?.has(address) ?? true,
    title: callingAeTitles?.some((pattern) => globMatches(pattern, callingAeTitle)) ?? true,
    certificate:
      certificates?.some((pattern) => certificate && certificateMatches(pattern, certificate)) ?? true,
  };
}

/** The nearest miss says why: a title alone is 1/1/3, an address or a certificate has no reason of its own. */
function strangerRefusal(fits: readonly Fit[], { address, callingAeTitle }: AccessRequest): AccessRefused {
  const from = plainAddress(address);
  if (fits.some((fit) => fit.address && fit.certificate)) {
    return refused(
      callingAeTitleNotRecognized(`no access rule for calling AE title ${callingAeTitle} from ${from}`),
    );
  }
  if (fits.some((fit) => fit.address && fit.title)) {
    return refused(
      noReasonGiven(`the access rules want another certificate of ${callingAeTitle} from ${from}`),
    );
  }
  return refused(noReasonGiven(`no access rule for address ${from} (calling AE title ${callingAeTitle})`));
}

/** What the rule distinguishes its clients by: their titles, their addresses, or both. */
function keyOf({ addresses, callingAeTitles }: AccessRule, request: AccessRequest): ClientKey {
  return {
    ...(callingAeTitles ? { callingAeTitle: aeTitleKey(request.callingAeTitle) } : {}),
    ...(addresses || !callingAeTitles ? { peerAddress: plainAddress(request.address) } : {}),
  };
}

/** Grants or refuses an association: calling AE title 1/1/3, called 1/1/7, address 1/1/1, too many at once 2/3/2. */
export function decideAccess(
  request: AccessRequest,
  { rules, titles, openOf }: AccessSituation,
): AccessGranted | AccessRefused {
  const fits = rules.map((rule) => fitOf(rule, request));
  const own = fits.filter((fit) => fit.address && fit.title && fit.certificate).map((fit) => fit.rule);
  if (own.length === 0) return strangerRefusal(fits, request);
  const { calledAeTitle } = request;
  const printer = titles.printerOf(calledAeTitle);
  if (printer === undefined) {
    return refused(
      calledAeTitleNotRecognized(`no printer ${calledAeTitle}; there is ${titles.own.join(', ')}`),
    );
  }
  const rule = own.find((fit) => fit.printers?.some((title) => sameAeTitle(title, printer)) ?? true);
  if (!rule) {
    return refused(
      calledAeTitleNotRecognized(
        `printer ${printer} is not for ${request.callingAeTitle} by its access rule`,
      ),
    );
  }
  const key = keyOf(rule, request);
  const client = [`rule ${rules.indexOf(rule)}`, key.callingAeTitle, key.peerAddress]
    .filter((part) => part !== undefined)
    .join(' / ');
  const open = openOf(client);
  if (rule.maxAssociations !== undefined && open >= rule.maxAssociations) {
    return refused(
      localLimitExceeded(`this client has ${open} associations open, no more are allowed to it at once`),
    );
  }
  return { kind: 'granted', rule, client, key };
}
