/// Limits on what people type or pick; beyond them a field is refused, nothing is cut.
package enum Limits {
    /// Unicode scalars.
    package static let shortText = 2_000
    package static let longText = 20_000
    package static let messageText = 4_000
    package static let questions = 20
    package static let proposedSlots = 10
    package static let physicians = 8
    package static let teamInstitutions = 8
    package static let teamSpecialties = 8
    package static let teamWeight = 1_000
    /// Reports of failures on one upload duty.
    package static let outageEvidence = 20
    package static let reference = 100
    package static let attachments = 200
    package static let addenda = 50
    package static let agreementParties = 20
    /// A split is agreed in parts of at most this many, for example 3 of 10 or 285 of 1000.
    package static let splitParts = 10_000
    /// One day: a longer slot is a slip of the keyboard.
    package static let slotLength = TimeSpan.hours(24)
    /// Ten million yuan in 分; a larger price is a slip of the keyboard.
    package static let fee = Money(fen: 1_000_000_000)

    static func problem(_ pointer: String, _ text: Redacted<String>?, limit: Int) -> FieldProblem? {
        guard let text, text.value.unicodeScalars.count > limit else { return nil }
        return FieldProblem(pointer, .tooLong)
    }

    static func required(_ pointer: String, _ text: Redacted<String>, limit: Int) -> FieldProblem? {
        text.isBlank ? FieldProblem(pointer, .missing) : problem(pointer, text, limit: limit)
    }
}
