/// What kind of information an item is (NHC-TM 二(三)1).
package enum MaterialKind: String, Codable, Sendable, CaseIterable {
    case document, dicomStudy, waveform, labReport, pathologySlide, image

    /// Data that a device made: who answers for its quality must be known (JL 29).
    package var isDeviceData: Bool {
        switch self {
        case .dicomStudy, .waveform, .labReport, .pathologySlide: true
        case .document, .image: false
        }
    }
}

/// How a document came into the system (NHC-TM 三(五)).
package enum CaptureMethod: String, Codable, Sendable, CaseIterable {
    case electronic, eSigned, scan, fax

    /// A paper original lies somewhere.
    package var hasPaperOriginal: Bool { self == .scan || self == .fax }
}

/// What is known of an item beside its bytes.
package struct MaterialFacts: Codable, Sendable, Equatable {
    package var kind: MaterialKind
    /// Who made the content; the uploader where nothing else was said.
    package var author: Redacted<String>?
    package var acquiredAt: WallTime?
    /// The device that made it, by the hospital's own mark.
    package var device: String?
    /// The inviting institution answers for the quality of the data (JL 29).
    package var qualityAttested: Bool
    package var capture: CaptureMethod
    package var capturedBy: Redacted<String>?
    package var originalKeeper: Redacted<String>?
    /// The item that this one takes the place of, after it was returned.
    package var replaces: AttachmentID?
    /// Of a study that came from an archive of images: its DICOM identifier, so that a report can go back into it.
    package var studyUID: String?

    package init(
        kind: MaterialKind = .document, author: Redacted<String>? = nil, acquiredAt: WallTime? = nil,
        device: String? = nil, qualityAttested: Bool = false, capture: CaptureMethod = .electronic,
        capturedBy: Redacted<String>? = nil, originalKeeper: Redacted<String>? = nil,
        replaces: AttachmentID? = nil, studyUID: String? = nil
    ) {
        self.kind = kind
        self.author = author
        self.acquiredAt = acquiredAt
        self.device = device
        self.qualityAttested = qualityAttested
        self.capture = capture
        self.capturedBy = capturedBy
        self.originalKeeper = originalKeeper
        self.replaces = replaces
        self.studyUID = studyUID
    }
}

/// That an invited institution sent an item back; the quality is the inviting side's (JL 29).
package struct QualityRejection: Codable, Sendable, Equatable {
    package var institution: InstitutionID
    package var by: AccountID
    package var at: WallTime
    package var reason: Redacted<String>
    package var replacedBy: AttachmentID?
}

extension Consultation {
    /// Tasks `replaceItem`: items that were sent back and for which nothing has come yet.
    package var itemsToReplace: [Attachment] {
        attachments.filter { $0.rejection.map { $0.replacedBy == nil } ?? false }
    }
}
