package enum AnswerProblem: Error, Hashable, Sendable {
    case malformed(line: Int)
    case tooLong, tooManyLines, tooManySections
    case sectionsDiffer, missingCredentials, missingFingerprint, unsupportedFingerprint, missingSetup, badSetup
    case notBundled, noRTCPMux
}

package enum AnswerReader {
    package static func read(_ text: String, to plan: SlotPlan) throws(AnswerProblem) -> NegotiatedAnswer {
        throw .malformed(line: 0)
    }
}
