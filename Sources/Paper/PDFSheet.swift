import CPangoCairo
import Foundation

/// The file being written, page by page.
final class PDFSheet {
    private final class Bytes {
        var all: [UInt8] = []
    }

    private let bytes = Bytes()
    private let surface: OpaquePointer?
    private let pen: OpaquePointer?

    /// `issuedAt`: seconds since 1970.
    init(title: String, issuedAt: Double) {
        surface = cairo_pdf_surface_create_for_stream(
            { place, data, count in
                guard let place, let data else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<Bytes>.fromOpaque(place).takeUnretainedValue().all
                    .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(bytes).toOpaque(), Page.width, Page.height)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(
            surface, CAIRO_PDF_METADATA_CREATE_DATE,
            Date(timeIntervalSince1970: issuedAt).formatted(.iso8601))
        pen = cairo_create(surface)
    }

    deinit {
        cairo_destroy(pen)
        cairo_surface_destroy(surface)
    }

    /// The rows stand in memory of the block's paragraphs, which must outlive the drawing: hence the whole block.
    func draw(_ block: TextBlock, row: Int, top: Double) {
        withExtendedLifetime(block) {
            for piece in block.row(row) {
                cairo_move_to(pen, Page.margin + piece.left, top + piece.baseline)
                pango_cairo_show_layout_line(pen, piece.line)
            }
        }
    }

    func endPage() { cairo_show_page(pen) }

    func finish() -> [UInt8] {
        cairo_surface_finish(surface)
        return bytes.all
    }
}
