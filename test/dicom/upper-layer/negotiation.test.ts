// The results of negotiation: contexts with their reasons, roles, windows, lengths; and the sentences of refusals.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  acceptance,
  agreedContexts,
  implementationOf,
  objectionTo,
  peerMaxPduLength,
  proposal,
} from '../../../src/dicom/upper-layer/negotiation.ts';
import { fragmentLength } from '../../../src/dicom/pdu/fragment-length.ts';
import type { AssociateRq, UserInformation } from '../../../src/dicom/pdu/pdu.ts';
import {
  rejectionPdu,
  rejectionText,
  tooManyAssociations,
  unparsableRequest,
} from '../../../src/dicom/pdu/rejection.ts';
import { implementationClassUid, sopClasses, transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';

const { implicitLittle, explicitLittle, explicitBig } = transferSyntaxes;
const jpegBaseline = '1.2.840.10008.1.2.4.50';
const grayscale = sopClasses.BasicGrayscalePrintManagementMeta;
const storage = '1.2.840.10008.5.1.4.1.1.2';
const own = { maxPduLength: 131072, implementationVersionName: 'HARDCOPY_0' };
const accepted: ReadonlySet<string> = new Set([grayscale, sopClasses.Verification]);

function request(
  contexts: readonly { abstractSyntax: string; transferSyntaxes: readonly string[] }[],
  userInformation: Partial<UserInformation> = {},
): AssociateRq {
  const rq = proposal({
    maxPduLength: 16384,
    implementationVersionName: 'CLIENT',
    calledAeTitle: 'HARDCOPY',
    callingAeTitle: 'CT1',
    contexts,
  });
  return { ...rq, userInformation: { ...rq.userInformation, ...userInformation } };
}

const answers = (rq: AssociateRq) => acceptance(rq, accepted, own);

describe('presentation contexts', () => {
  const proposed: Readonly<Record<string, { transferSyntaxes: string[]; answer: [number, string] }>> = {
    'explicit little endian before all': {
      transferSyntaxes: [explicitBig, implicitLittle, explicitLittle],
      answer: [0, explicitLittle],
    },
    'implicit little endian before big endian': {
      transferSyntaxes: [explicitBig, implicitLittle],
      answer: [0, implicitLittle],
    },
    'big endian if there is nothing else': { transferSyntaxes: [explicitBig], answer: [0, explicitBig] },
    'a compressed syntax is passed over': {
      transferSyntaxes: [jpegBaseline, implicitLittle],
      answer: [0, implicitLittle],
    },
    'compressed only: transfer syntaxes not supported': {
      transferSyntaxes: [jpegBaseline],
      answer: [4, implicitLittle],
    },
    'none proposed: transfer syntaxes not supported': { transferSyntaxes: [], answer: [4, implicitLittle] },
  };
  for (const [name, { transferSyntaxes: syntaxes, answer }] of Object.entries(proposed)) {
    test(name, () => {
      const rq = request([{ abstractSyntax: grayscale, transferSyntaxes: syntaxes }]);
      const [result, transferSyntax] = answer;
      assert.deepEqual(answers(rq).contexts, [{ id: 1, result, transferSyntax }]);
    });
  }

  test('an unknown abstract syntax is refused with 3, before its transfer syntaxes are looked at', () => {
    const rq = request([{ abstractSyntax: storage, transferSyntaxes: [jpegBaseline] }]);
    assert.deepEqual(answers(rq).contexts, [{ id: 1, result: 3, transferSyntax: implicitLittle }]);
  });

  test('every context is answered, in order, with its id', () => {
    const rq = request([
      { abstractSyntax: storage, transferSyntaxes: [implicitLittle] },
      { abstractSyntax: grayscale, transferSyntaxes: [implicitLittle] },
      { abstractSyntax: sopClasses.Verification, transferSyntaxes: [jpegBaseline] },
    ]);
    assert.deepEqual(
      answers(rq).contexts.map(({ id, result }) => [id, result]),
      [
        [1, 3],
        [3, 0],
        [5, 4],
      ],
    );
  });

  test('a request without any acceptable context is accepted with all refused', () => {
    const rq = request([{ abstractSyntax: storage, transferSyntaxes: [implicitLittle] }]);
    const ac = answers(rq);
    assert.equal(ac.kind, 'A-ASSOCIATE-AC');
    assert.equal(agreedContexts(rq.contexts, ac.contexts).size, 0);
  });
});

describe('agreed contexts', () => {
  const proposed = request([
    { abstractSyntax: grayscale, transferSyntaxes: [implicitLittle, explicitLittle] },
    { abstractSyntax: sopClasses.Verification, transferSyntaxes: [implicitLittle, jpegBaseline] },
  ]).contexts;
  const agreed = (id: number, result: number, transferSyntax: string) => [
    ...agreedContexts(proposed, [{ id, result, transferSyntax }]).values(),
  ];

  test('are those accepted, with the abstract syntax that was proposed', () => {
    assert.deepEqual(agreed(1, 0, explicitLittle), [
      { id: 1, abstractSyntax: grayscale, transferSyntax: explicitLittle },
    ]);
  });
  test('are not those refused', () => {
    assert.deepEqual(agreed(1, 3, explicitLittle), []);
  });
  test('are not accepted unless they were proposed', () => {
    assert.deepEqual(agreed(7, 0, explicitLittle), []);
  });
  test('are not those with a transfer syntax that was not proposed, or that we do not read', () => {
    assert.deepEqual(agreed(1, 0, explicitBig), []);
    assert.deepEqual(agreed(3, 0, jpegBaseline), []);
  });
});

describe('user information', () => {
  const printContext = { abstractSyntax: grayscale, transferSyntaxes: [implicitLittle] };

  test('says who we are and what we take', () => {
    const { userInformation } = answers(request([printContext]));
    assert.deepEqual(userInformation, {
      maxPduLength: 131072,
      implementationClassUid,
      implementationVersionName: 'HARDCOPY_0',
      roleSelections: [],
      sopClassExtended: [],
      sopClassCommonExtended: [],
      unknownItems: [],
    });
  });

  test('roles are answered where SCU was proposed, SCP never, and never unasked', () => {
    const roleSelections = [
      { sopClassUid: grayscale, scu: true, scp: true },
      { sopClassUid: sopClasses.Verification, scu: false, scp: true },
      { sopClassUid: storage, scu: true, scp: false },
    ];
    const { userInformation } = answers(request([printContext], { roleSelections }));
    assert.deepEqual(userInformation.roleSelections, [{ sopClassUid: grayscale, scu: true, scp: false }]);
  });

  test('extended negotiation and user identity are passed over', () => {
    const { userInformation } = answers(
      request([printContext], {
        sopClassExtended: [{ sopClassUid: grayscale, information: Uint8Array.of(1) }],
        sopClassCommonExtended: [
          { sopClassUid: grayscale, serviceClassUid: '1.2', relatedGeneralSopClassUids: [] },
        ],
        userIdentity: {
          type: 1,
          positiveResponseRequested: true,
          primaryField: Uint8Array.of(0x41),
          secondaryField: new Uint8Array(0),
        },
      }),
    );
    assert.deepEqual(userInformation.sopClassExtended, []);
    assert.deepEqual(userInformation.sopClassCommonExtended, []);
    assert.equal(userInformation.userIdentityResponse, undefined);
  });

  test('an asynchronous operations window is answered 1/1, and only if asked for', () => {
    const asked = answers(request([printContext], { asyncOperationsWindow: { invoked: 0, performed: 8 } }));
    assert.deepEqual(asked.userInformation.asyncOperationsWindow, { invoked: 1, performed: 1 });
    assert.equal(answers(request([printContext])).userInformation.asyncOperationsWindow, undefined);
  });

  test('the peer’s implementation, with and without a version name', () => {
    const { userInformation } = request([]);
    assert.deepEqual(implementationOf(userInformation), {
      classUid: implementationClassUid,
      versionName: 'CLIENT',
    });
    const { implementationVersionName: _, ...nameless } = userInformation;
    assert.deepEqual(implementationOf(nameless), { classUid: implementationClassUid });
  });

  test('a peer that names no maximum length gets 16 KiB', () => {
    const { userInformation } = request([]);
    assert.equal(peerMaxPduLength(userInformation), 16384);
    assert.equal(peerMaxPduLength({ ...userInformation, maxPduLength: 0 }), 0);
    const { maxPduLength: _, ...silent } = userInformation;
    assert.equal(peerMaxPduLength(silent), 16384);
  });
});

test('fragments fill the peer’s PDUs, are even and bounded', () => {
  assert.equal(fragmentLength(4096), 4090);
  assert.equal(fragmentLength(4097), 4090);
  assert.equal(fragmentLength(131072), 131066);
  assert.equal(fragmentLength(0), 262144);
  assert.equal(fragmentLength(0xffffffff), 262144);
  assert.equal(fragmentLength(8), 2);
  assert.equal(fragmentLength(1), 2, 'a peer that can take nothing gets as little as there is');
});

test('a proposal numbers its contexts 1, 3, 5 and has room for 128 of them', () => {
  const contexts = Array.from({ length: 128 }, () => ({
    abstractSyntax: grayscale,
    transferSyntaxes: [implicitLittle],
  }));
  const ids = request(contexts).contexts.map(({ id }) => id);
  assert.deepEqual(ids.slice(0, 3), [1, 3, 5]);
  assert.equal(ids.at(-1), 255);
  assert.throws(() => request([...contexts, ...contexts]), RangeError);
});

describe('objections and refusals', () => {
  test('protocol version 1 is bit 0, other bits are not looked at', () => {
    assert.equal(objectionTo({ ...request([]), protocolVersion: 0x8003 }), undefined);
    const { result, source, reason } = objectionTo({ ...request([]), protocolVersion: 2 }) ?? {};
    assert.deepEqual([result, source, reason], [1, 2, 2]);
  });

  test('another application context is refused by the user', () => {
    const objection = objectionTo({ ...request([]), applicationContextName: '1.2.840.10008.3.1.1.2' });
    assert.ok(objection);
    assert.deepEqual(rejectionPdu(objection), { kind: 'A-ASSOCIATE-RJ', result: 1, source: 1, reason: 2 });
    assert.match(objection.why, /1\.2\.840\.10008\.3\.1\.1\.2/);
  });

  test('table E.4.2-9: too many associations 2/3/2, unparsable 1/2/1', () => {
    const { result, source, reason } = tooManyAssociations(8);
    assert.deepEqual([result, source, reason], [2, 3, 2]);
    assert.deepEqual(Object.values(unparsableRequest('x')).slice(0, 3), [1, 2, 1]);
  });

  test('a refusal in words', () => {
    assert.equal(
      rejectionText({ result: 1, source: 1, reason: 7 }),
      'rejected permanently by its application: called AE title not recognized (1/1/7)',
    );
    assert.equal(
      rejectionText({ result: 2, source: 3, reason: 2 }),
      'rejected for now by its presentation layer: local limit exceeded (2/3/2)',
    );
    assert.equal(
      rejectionText({ result: 9, source: 9, reason: 9 }),
      'rejected with an unknown result by an unknown source: an unknown reason (9/9/9)',
    );
  });
});
