// The attributes that affect how an image file prints, by keyword: tag and VR (PS3.6). For implicit VR and UN this
// table is the only source of the VR. Groups 60xx are listed as 6000.
const table = {
  // Patient and study (PS3.3 C.7.1.1, C.7.2.1)
  SpecificCharacterSet: [0x00080005, 'CS'],
  StudyDate: [0x00080020, 'DA'],
  AccessionNumber: [0x00080050, 'SH'],
  PatientName: [0x00100010, 'PN'],
  PatientID: [0x00100020, 'LO'],

  // The kind of file (PS3.3 C.12.1) and its place in a study
  SOPClassUID: [0x00080016, 'UI'],
  Modality: [0x00080060, 'CS'],
  StudyInstanceUID: [0x0020000d, 'UI'],
  SeriesInstanceUID: [0x0020000e, 'UI'],
  SeriesNumber: [0x00200011, 'IS'],
  InstanceNumber: [0x00200013, 'IS'],

  // Image Pixel (C.7.6.3), frames and functional groups (C.7.6.6, C.7.6.16)
  SamplesPerPixel: [0x00280002, 'US'],
  PhotometricInterpretation: [0x00280004, 'CS'],
  PlanarConfiguration: [0x00280006, 'US'],
  NumberOfFrames: [0x00280008, 'IS'],
  Rows: [0x00280010, 'US'],
  Columns: [0x00280011, 'US'],
  BitsAllocated: [0x00280100, 'US'],
  BitsStored: [0x00280101, 'US'],
  HighBit: [0x00280102, 'US'],
  PixelRepresentation: [0x00280103, 'US'],
  PixelPaddingValue: [0x00280120, 'US'],
  PixelPaddingRangeLimit: [0x00280121, 'US'],
  FloatPixelPaddingValue: [0x00280122, 'FL'],
  DoubleFloatPixelPaddingValue: [0x00280123, 'FD'],
  FloatPixelPaddingRangeLimit: [0x00280124, 'FL'],
  DoubleFloatPixelPaddingRangeLimit: [0x00280125, 'FD'],
  SharedFunctionalGroupsSequence: [0x52009229, 'SQ'],
  PerFrameFunctionalGroupsSequence: [0x52009230, 'SQ'],
  ExtendedOffsetTable: [0x7fe00001, 'OV'],
  ExtendedOffsetTableLengths: [0x7fe00002, 'OV'],

  // The shape and size of a pixel (10.7, C.7.6.3, C.7.6.16.2.1)
  ImagerPixelSpacing: [0x00181164, 'DS'],
  NominalScannedPixelSpacing: [0x00182010, 'DS'],
  PixelSpacing: [0x00280030, 'DS'],
  PixelAspectRatio: [0x00280034, 'IS'],
  PixelMeasuresSequence: [0x00289110, 'SQ'],

  // Modality LUT, VOI LUT, palettes, color spaces (C.11, C.7.6.3.1.5, C.7.9, C.11.15, C.8.12.5)
  WindowCenter: [0x00281050, 'DS'],
  WindowWidth: [0x00281051, 'DS'],
  RescaleIntercept: [0x00281052, 'DS'],
  RescaleSlope: [0x00281053, 'DS'],
  VOILUTFunction: [0x00281056, 'CS'],
  RedPaletteColorLookupTableDescriptor: [0x00281101, 'US'],
  GreenPaletteColorLookupTableDescriptor: [0x00281102, 'US'],
  BluePaletteColorLookupTableDescriptor: [0x00281103, 'US'],
  RedPaletteColorLookupTableData: [0x00281201, 'OW'],
  GreenPaletteColorLookupTableData: [0x00281202, 'OW'],
  BluePaletteColorLookupTableData: [0x00281203, 'OW'],
  SegmentedRedPaletteColorLookupTableData: [0x00281221, 'OW'],
  SegmentedGreenPaletteColorLookupTableData: [0x00281222, 'OW'],
  SegmentedBluePaletteColorLookupTableData: [0x00281223, 'OW'],
  ICCProfile: [0x00282000, 'OB'],
  OpticalPathSequence: [0x00480105, 'SQ'],
  ModalityLUTSequence: [0x00283000, 'SQ'],
  LUTDescriptor: [0x00283002, 'US'],
  LUTData: [0x00283006, 'OW'],
  VOILUTSequence: [0x00283010, 'SQ'],
  FrameVOILUTSequence: [0x00289132, 'SQ'],
  PixelValueTransformationSequence: [0x00289145, 'SQ'],
  DoseGridScaling: [0x3004000e, 'DS'],
  SegmentationType: [0x00620001, 'CS'],
  MaximumFractionalValue: [0x0062000e, 'US'],

  // Display shutters (C.7.6.11, C.7.6.15, C.7.6.16.2.16)
  ShutterShape: [0x00181600, 'CS'],
  ShutterLeftVerticalEdge: [0x00181602, 'IS'],
  ShutterRightVerticalEdge: [0x00181604, 'IS'],
  ShutterUpperHorizontalEdge: [0x00181606, 'IS'],
  ShutterLowerHorizontalEdge: [0x00181608, 'IS'],
  CenterOfCircularShutter: [0x00181610, 'IS'],
  RadiusOfCircularShutter: [0x00181612, 'IS'],
  VerticesOfThePolygonalShutter: [0x00181620, 'IS'],
  ShutterPresentationValue: [0x00181622, 'US'],
  ShutterOverlayGroup: [0x00181623, 'US'],
  ShutterPresentationColorCIELabValue: [0x00181624, 'US'],
  FrameDisplayShutterSequence: [0x00189472, 'SQ'],

  // Overlay planes (C.9.2)
  OverlayRows: [0x60000010, 'US'],
  OverlayColumns: [0x60000011, 'US'],
  NumberOfFramesInOverlay: [0x60000015, 'IS'],
  OverlayOrigin: [0x60000050, 'SS'],
  ImageFrameOrigin: [0x60000051, 'US'],
  OverlayBitsAllocated: [0x60000100, 'US'],
  OverlayBitPosition: [0x60000102, 'US'],
  OverlayData: [0x60003000, 'OW'],

  // Encapsulated documents (C.24.2) and directories (F.3)
  DocumentTitle: [0x00420010, 'ST'],
  EncapsulatedDocument: [0x00420011, 'OB'],
  MIMETypeOfEncapsulatedDocument: [0x00420012, 'LO'],
  EncapsulatedDocumentLength: [0x00420015, 'UL'],
  OffsetOfTheFirstDirectoryRecord: [0x00041200, 'UL'],
  DirectoryRecordSequence: [0x00041220, 'SQ'],
  OffsetOfTheNextDirectoryRecord: [0x00041400, 'UL'],
  OffsetOfReferencedLowerLevelDirectoryEntity: [0x00041420, 'UL'],
  DirectoryRecordType: [0x00041430, 'CS'],
  ReferencedFileID: [0x00041500, 'CS'],
} as const;

export type ImageKeyword = keyof typeof table;
export type ImageVr = (typeof table)[ImageKeyword][1];

export const tagOfImage = (keyword: ImageKeyword): number => table[keyword][0];
export const vrOfImage = (keyword: ImageKeyword): ImageVr => table[keyword][1];
