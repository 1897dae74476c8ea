// The dictionary: every row has the right format, and where PS3.6 allows several VRs, the row has the one that the Print
// service needs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  entryOf,
  keywordOf,
  keywords,
  tagOf,
  tagText,
  vrOf,
} from '../../../src/dicom/data-set/dictionary.ts';
import { isVR } from '../../../src/dicom/data-set/vr.ts';

test('every row has a tag of its own, a VR and a multiplicity', () => {
  const tags = new Set(keywords.map(tagOf));
  assert.equal(tags.size, keywords.length);
  for (const keyword of keywords) {
    const entry = entryOf(tagOf(keyword));
    assert.ok(entry, keyword);
    assert.equal(entry.keyword, keyword);
    assert.equal((entry.tag >>> 16) % 2, 0, `${keyword} is in a group of the standard`);
    assert.ok(isVR(entry.vr), keyword);
    assert.match(entry.vm, /^\d+(-(\d+|n|\d+n))?$/, keyword);
  }
});

test('attributes of the Print service are there with tag and VR (PS3.4 H.4)', () => {
  const rows = [
    ['SpecificCharacterSet', 0x00080005, 'CS'],
    ['ReferencedSOPClassUID', 0x00081150, 'UI'],
    ['ReferencedSOPInstanceUID', 0x00081155, 'UI'],
    ['NumberOfCopies', 0x20000010, 'IS'],
    ['PrinterConfigurationSequence', 0x2000001e, 'SQ'],
    ['MemoryAllocation', 0x20000060, 'IS'],
    ['ImageDisplayFormat', 0x20100010, 'ST'],
    ['FilmSizeID', 0x20100050, 'CS'],
    ['MaxDensity', 0x20100130, 'US'],
    ['ConfigurationInformation', 0x20100150, 'ST'],
    ['Illumination', 0x2010015e, 'US'],
    ['PrinterPixelSpacing', 0x20100376, 'DS'],
    ['ReferencedImageBoxSequence', 0x20100510, 'SQ'],
    ['ImageBoxPosition', 0x20200010, 'US'],
    ['RequestedImageSize', 0x20200030, 'DS'],
    ['BasicGrayscaleImageSequence', 0x20200110, 'SQ'],
    ['BasicColorImageSequence', 0x20200111, 'SQ'],
    ['TextString', 0x20300020, 'LO'],
    ['PresentationLUTShape', 0x20500020, 'CS'],
    ['LUTDescriptor', 0x00283002, 'US'],
    ['LUTData', 0x00283006, 'OW'],
    ['PixelData', 0x7fe00010, 'OW'],
    ['ExecutionStatusInfo', 0x21000030, 'CS'],
    ['OwnerID', 0x21000160, 'SH'],
    ['PrinterStatus', 0x21100010, 'CS'],
    ['ProposedStudySequence', 0x213000a0, 'SQ'],
    ['TimeOfLastCalibration', 0x00181201, 'TM'],
  ] as const;
  for (const [keyword, tag, vr] of rows) {
    assert.equal(tagOf(keyword), tag, keyword);
    assert.equal(vrOf(keyword), vr, keyword);
  }
});

test('the print job reference of an N-ACTION reply goes by its tag (print-spec 2.11)', () => {
  assert.equal(tagOf('ReferencedPrintJobSequence'), 0x21000500);
  assert.equal(keywordOf(0x21200070), 'ReferencedPrintJobSequenceOfQueue');
});

test('retired attributes are known as such', () => {
  assert.equal(entryOf(0x20400080)?.retired, true);
  assert.equal(entryOf(0x21000010)?.retired, true);
  assert.equal(entryOf(0x213000c0)?.retired, false);
  assert.equal(entryOf(0x20100010)?.retired, false);
});

test('overlay groups share their rows (PS3.5 7.6)', () => {
  assert.equal(keywordOf(0x601e3000), 'OverlayData');
  assert.equal(entryOf(0x60013000), undefined);
  assert.equal(entryOf(0x60203000), undefined);
});

test('a tag without keyword is named by its numbers', () => {
  assert.equal(keywordOf(0x20100010), 'ImageDisplayFormat');
  assert.equal(keywordOf(0x200110ab), '(2001,10AB)');
  assert.equal(tagText(0xfffee00d), '(FFFE,E00D)');
});
