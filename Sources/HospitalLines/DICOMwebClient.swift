import AsyncHTTPClient
import ConsultationCore
import Foundation
import HospitalWire
import NIOCore
import NIOHTTP1
import Orchestration

/// A hospital's archive of images over DICOMweb (PS3.18): search, retrieve, store. Identifiers go in the query of a
/// search because the standard puts them there; nothing here writes them to a log.
struct DICOMwebClient: Sendable {
    let http: HTTPClient
    let base: String
    /// `Basic …`; nil: none.
    let authorization: String?

    private static let tags = (
        studyUID: "0020000D", patientID: "00100020", patientName: "00100010", date: "00080020",
        time: "00080030", modalities: "00080061", description: "00081030", accession: "00080050",
        objects: "00201208"
    )

    func studies(_ query: StudyQuery) async throws(LinkFault) -> [ImagingStudy] {
        var terms = [("limit", String(StudyQuery.limit)), ("includefield", Self.tags.description)]
        terms += [("includefield", Self.tags.objects), ("includefield", Self.tags.modalities)]
        if let patient = query.patientID { terms.append(("PatientID", patient)) }
        if let accession = query.accessionNumber { terms.append(("AccessionNumber", accession)) }
        if let study = query.studyUID { terms.append(("StudyInstanceUID", study)) }
        let text = terms.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
        let response = try await execute(.GET, "/studies?" + text, accept: "application/dicom+json")
        if response.status == .noContent { return [] }
        do {
            let body = try await response.body.collect(upTo: LineLimits.searchBytes)
            guard body.readableBytes > 0 else { return [] }
            let found = try JSONDecoder().decode([DataSet].self, from: Data(body.readableBytesView))
            return found.compactMap(Self.study)
        } catch {
            throw .answerUnreadable
        }
    }

    private static func study(_ set: DataSet) -> ImagingStudy? {
        let uid = set.text(tags.studyUID)
        guard DICOMIdentifier.isValid(uid) else { return nil }
        let time = String(set.text(tags.time).prefix(6))
        let stamp = HL7Time(set.text(tags.date) + (time.utf8.count == 6 ? time : ""))
        return ImagingStudy(
            uid: uid, patientID: set.text(tags.patientID),
            patientName: Redacted(name(set.text(tags.patientName))),
            at: stamp.flatMap { $0.instant }, modalities: set.texts(tags.modalities),
            description: set.text(tags.description), accessionNumber: set.text(tags.accession),
            objects: Int(set.text(tags.objects)) ?? 0)
    }

    /// Components of a name are parted by `^`; a Chinese one is written without a space between them.
    private static func name(_ text: String) -> String {
        let isLatin = text.unicodeScalars.allSatisfy { $0.value < 0x250 }
        return text.split(separator: "^").joined(separator: isLatin ? " " : "")
    }

    func retrieve(_ study: String) async throws(LinkFault) -> StudyParts {
        guard DICOMIdentifier.isValid(study) else { throw .refused(status: 400) }
        let response = try await execute(
            .GET, "/studies/" + study,
            accept: "multipart/related; type=\"application/dicom\"; transfer-syntax=*",
            limit: LineLimits.retrieval)
        guard let type = response.headers.first(name: "content-type"),
            let boundary = MultipartRelated.boundary(in: type)
        else { throw .answerUnreadable }
        return StudyParts(body: response.body, boundary: boundary)
    }

    func store(_ file: [UInt8], in study: String) async throws(LinkFault) {
        // No 16 random bytes of ours stand in a document by chance.
        let boundary = "huizhen-" + UUID().uuidString
        let body = MultipartRelated.body(of: file, type: "application/dicom", boundary: boundary)
        let response = try await execute(
            .POST, "/studies", accept: "application/dicom+json",
            type: "multipart/related; type=\"application/dicom\"; boundary=\(boundary)", body: body)
        // 202: stored in part or with another value; an archive that changes a report has not taken it.
        guard response.status == .ok else { throw .refused(status: Int(response.status.code)) }
    }

    /// A search that finds nobody.
    func probe() async throws(LinkFault) {
        _ = try await studies(StudyQuery(patientID: "HUIZHEN-CONNECTION-TEST"))
    }

    private func execute(
        _ method: HTTPMethod, _ path: String, accept: String, type: String? = nil, body: [UInt8]? = nil,
        limit: Duration = LineLimits.answer
    ) async throws(LinkFault) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        request.headers.add(name: "accept", value: accept)
        if let authorization { request.headers.add(name: "authorization", value: authorization) }
        if let type { request.headers.add(name: "content-type", value: type) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response: HTTPClientResponse
        do { response = try await http.execute(request, timeout: TimeAmount(limit)) } catch {
            throw .unreachable
        }
        let status = Int(response.status.code)
        switch status {
        case 200..<300: return response
        case 401, 403: throw .notAuthorised
        case 408, 425, 429, 500...: throw .unavailable(status: status)
        default: throw .refused(status: status)
        }
    }

    /// All but the unreserved characters (RFC 3986 §2.3): none of a value means anything in a query. Those stay as they
    /// are, because not every archive decodes them.
    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

/// One data set of DICOM JSON (PS3.18 annex F), as far as a search needs it.
private struct DataSet: Decodable {
    private struct Attribute: Decodable {
        let values: [Value]

        private enum Key: String, CodingKey { case values = "Value" }

        init(from decoder: any Decoder) throws {
            values =
                try decoder.container(keyedBy: Key.self).decodeIfPresent([Value].self, forKey: .values) ?? []
        }
    }

    private enum Value: Decodable {
        case text(String)
        case other

        private struct Name: Decodable {
            let alphabetic: String?
            let ideographic: String?

            private enum CodingKeys: String, CodingKey {
                case alphabetic = "Alphabetic"
                case ideographic = "Ideographic"
            }
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let number = try? container.decode(Int.self) {
                self = .text(String(number))
            } else if let name = try? container.decode(Name.self) {
                self = .text(name.ideographic ?? name.alphabetic ?? "")
            } else {
                self = .other
            }
        }
    }

    private let attributes: [String: Attribute]

    init(from decoder: any Decoder) throws {
        attributes = try decoder.singleValueContainer().decode([String: Attribute].self)
    }

    func texts(_ tag: String) -> [String] {
        (attributes[tag]?.values ?? []).compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    func text(_ tag: String) -> String { texts(tag).first ?? "" }
}
