/// What is wrong with one field, addressed by JSON pointer (RFC 6901).
package struct FieldProblem: Codable, Sendable, Equatable {
    package enum Code: String, Codable, Sendable, CaseIterable {
        case missing, tooLong, tooMany, endsBeforeStart, inPast, outOfRange, invalid
        case unknownInstitution, inviteeIsSelf, unknownPractitioner, notAsked
    }

    package var pointer: String
    package var code: Code

    package init(_ pointer: String, _ code: Code) {
        self.pointer = pointer
        self.code = code
    }
}
