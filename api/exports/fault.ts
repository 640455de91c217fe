// What cannot be written in a format: the service says it in words.
export class ExportFault extends Error {
  constructor(readonly code: 'export.shp_too_large' | 'export.format_not_for') {
    super(code);
  }
}
