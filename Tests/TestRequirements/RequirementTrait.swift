package import Testing

/// Ties a test to rows of REQUIREMENTS.md; Protocols/requirements.csv lists the same pairs.
package struct RequirementTrait: TestTrait, SuiteTrait {
    package let ids: [String]

    package var comments: [Comment] { ids.map { Comment(rawValue: $0) } }
    package var isRecursive: Bool { true }
}

extension Trait where Self == RequirementTrait {
    package static func requirement(_ ids: String...) -> RequirementTrait { RequirementTrait(ids: ids) }
}
