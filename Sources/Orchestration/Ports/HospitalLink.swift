package import ConsultationCore
package import HospitalWire

/// The lines to hospitals' own systems (NHC-SUP 19). Every call is one attempt.
package protocol HospitalLink: Sendable {
    /// The hosts that the operator lets the service speak with.
    var allowedHosts: [String] { get }
    var retry: ExchangeRetry { get }
    /// Bytes of one study.
    var studyLimit: Int { get }

    /// Sends one HL7 message and returns the answer's bytes.
    func deliver(_ message: [UInt8], to system: ExchangeSettings) async throws(LinkFault) -> [UInt8]

    /// Stores one DICOM file (STOW-RS); the same file twice is one.
    func store(_ file: [UInt8], in study: String, to system: ExchangeSettings) async throws(LinkFault)

    /// Searches studies (QIDO-RS).
    func studies(_ query: StudyQuery, at system: ExchangeSettings) async throws(LinkFault) -> [ImagingStudy]

    /// The objects of a study as they come in (WADO-RS), for one reader.
    func retrieve(
        _ study: String, from system: ExchangeSettings
    ) async throws(LinkFault) -> any AsyncSequence<MultipartReader.Event, any Error> & Sendable

    /// Whether the system answers.
    func probe(_ system: ExchangeSettings) async throws(LinkFault)

    /// The addresses of a host, for knowing who connects to us.
    func addresses(of host: String) async -> [String]
}

/// Why an attempt came to nothing.
package enum LinkFault: Error, Sendable, Equatable {
    case unreachable
    case unavailable(status: Int)
    case refused(status: Int)
    case notAuthorised
    case answerUnreadable

    package var failure: ExchangeFailure {
        switch self {
        case .unreachable: ExchangeFailure(.unreachable)
        case .unavailable(let status): ExchangeFailure(.unavailable, code: "HTTP \(status)")
        case .refused(let status): ExchangeFailure(.refused, code: "HTTP \(status)")
        case .notAuthorised: ExchangeFailure(.notAuthorised)
        case .answerUnreadable: ExchangeFailure(.answerUnreadable)
        }
    }

    /// Whether the same again may succeed without anybody doing anything.
    package var mayPass: Bool {
        switch self {
        case .unreachable, .unavailable, .answerUnreadable: true
        case .refused, .notAuthorised: false
        }
    }
}

/// What is looked for in an archive of images; at least one of them.
package struct StudyQuery: Sendable, Equatable {
    package var patientID: String?
    package var accessionNumber: String?
    package var studyUID: String?

    package static let limit = 50

    package init(patientID: String? = nil, accessionNumber: String? = nil, studyUID: String? = nil) {
        self.patientID = patientID
        self.accessionNumber = accessionNumber
        self.studyUID = studyUID
    }

    package var isEmpty: Bool { patientID == nil && accessionNumber == nil && studyUID == nil }
}

/// One study of an archive.
package struct ImagingStudy: Sendable, Equatable {
    package var uid: String
    package var patientID: String
    package var patientName: Redacted<String>
    package var at: WallTime?
    package var modalities: [String]
    package var description: String
    package var accessionNumber: String
    package var objects: Int

    package init(
        uid: String, patientID: String, patientName: Redacted<String>, at: WallTime?, modalities: [String],
        description: String, accessionNumber: String, objects: Int
    ) {
        self.uid = uid
        self.patientID = patientID
        self.patientName = patientName
        self.at = at
        self.modalities = modalities
        self.description = description
        self.accessionNumber = accessionNumber
        self.objects = objects
    }
}
