// Decides which clients may associate, and for what. Pure: a request and the rules in, a decision out; access-gate.ts
// counts and applies. A rule selects clients by address, by AE title, by both, by certificate, or matches any client;
// of the rules that match a client, the first that allows the called printer applies (PS3.2 annex E, table E.4.2-9).
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
  /** Name in the log. */
  readonly name: string;
  /** Default: any address. */
  readonly addresses?: AddressList;
  /** Patterns with * and ?; default: any calling AE title. */
  readonly callingAeTitles?: readonly string[];
  /**
   * Patterns for common name and alternative names, or `sha256:` and the fingerprint; default: no certificate needed.
   */
  readonly certificates?: readonly string[];
  readonly may: readonly Permission[];
  /** AE titles of printers, not aliases; default: every printer. */
  readonly printers?: readonly string[];
  /** Maximum associations of one client; default: no limit besides that of the server. */
  readonly maxAssociations?: number;
  /** Transfer syntaxes accepted from these clients, the preferred one first; default: those of the listener. */
  readonly transferSyntaxes?: readonly TransferSyntax[];
  /** Override the limits of the server. */
  readonly limits?: AccessLimits;
}

/** Limits of one client. */
export interface AccessLimits extends Partial<PrintScpLimits> {
  /** Maximum length of a P-DATA-TF that is announced to it, bytes. */
  readonly maxPduLength?: number;
  /** Maximum number of its waiting jobs; above, its print queue is full. */
  readonly waitingJobs?: number;
}

/**
 * The client that a job belongs to, as far as the rule distinguishes its clients; an absent field matches any value.
 */
export interface ClientKey {
  /** In normalized form (`aeTitleKey`). */
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
  /** Number of associations that a client (`AccessGranted.client`) has open now. */
  readonly openOf: (client: string) => number;
}

export interface AccessGranted {
  readonly kind: 'granted';
  readonly rule: AccessRule;
  /** Identifies the client whose associations are counted together, by what the rule distinguishes. */
  readonly client: string;
  /** Identifies the client whose jobs are counted together. */
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

/**
 * The rule that came closest determines the reason: an unknown AE title is 1/1/3; an address or a certificate has no
 * specific reason.
 */
function strangerRefusal(fits: readonly Fit[], { address, callingAeTitle }: AccessRequest): AccessRefused {
  const from = plainAddress(address);
  if (fits.some((fit) => fit.address && fit.certificate)) {
    return refused(
      callingAeTitleNotRecognized(`no access rule for calling AE title ${callingAeTitle} from ${from}`),
    );
  }
  if (fits.some((fit) => fit.address && fit.title)) {
    return refused(
      noReasonGiven(`the access rules require another certificate from ${callingAeTitle} from ${from}`),
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

/**
 * Grants or rejects an association: calling AE title 1/1/3, called AE title 1/1/7, address 1/1/1, too many at once
 * 2/3/2.
 */
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
    return refused(localLimitExceeded(`this client has ${open} open associations, which is its maximum`));
  }
  return { kind: 'granted', rule, client, key };
}
