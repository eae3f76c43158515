import ConsultationCore
import HTTPTypes

extension MaterialFacts {
    /// What an upload says of its item in headers; texts are percent-encoded UTF-8. Everything is optional here: what a
    /// kind of item must name is a rule of the core.
    init(_ errors: FieldErrors, _ headers: HTTPFields) {
        func text(_ name: HTTPField.Name) -> Redacted<String>? {
            guard let raw = headers[name] else { return nil }
            guard let decoded = FileNames.decode(raw) else {
                errors.add(name.rawName, .invalid(ofKind: "text"))
                return nil
            }
            return Redacted(decoded)
        }
        func word<Word: RawRepresentable & CaseIterable>(_ name: HTTPField.Name, _ standing: Word) -> Word
        where Word.RawValue == String {
            guard let raw = headers[name] else { return standing }
            if let word = Word(rawValue: raw) { return word }
            errors.add(name.rawName, .unknownValue(allowed: Word.allCases.map(\.rawValue)))
            return standing
        }
        var acquired: WallTime?
        if let raw = headers[.acquiredAt] {
            acquired = Instants.parse(raw).map(WallTime.init(milliseconds:))
            if acquired == nil { errors.add(HTTPField.Name.acquiredAt.rawName, .invalid(ofKind: "RFC 3339")) }
        }
        self.init(
            kind: word(.materialKind, .document), author: text(.materialAuthor), acquiredAt: acquired,
            device: text(.deviceID)?.value, qualityAttested: headers[.qualityAttested] == "true",
            capture: word(.captureMethod, .electronic), capturedBy: text(.capturedBy),
            originalKeeper: text(.originalKeeper), replaces: headers[.replaces].map(AttachmentID.init(_:)))
    }
}
