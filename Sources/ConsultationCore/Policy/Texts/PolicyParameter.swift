/// One parameter of REQUIREMENTS.md §4: its name, the form of its values, and how two texts are weighed.
package struct PolicyParameter: Sendable, Hashable {
    /// What kind of rule it sets; drafts and lapsed texts are heeded by kind (AMB-28).
    package enum RuleClass: String, Codable, Sendable, CaseIterable {
        case technical, record, care, money
    }

    /// Which of two values is the stricter one.
    package enum Order: Sendable, Hashable {
        /// Values cannot be compared; the more special text decides.
        case unordered
        case higher, lower, yes, no
        /// The later word of the form's list.
        case laterWord
        /// All that either text asks for.
        case union
    }

    package let name: String
    package let form: PolicyForm
    package let ruleClass: RuleClass
    package let order: Order

    package init(_ name: String, _ form: PolicyForm, _ ruleClass: RuleClass, _ order: Order = .unordered) {
        self.name = name
        self.form = form
        self.ruleClass = ruleClass
        self.order = order
    }

    /// Nil unless the two can be compared. What asks for nothing is never stricter.
    func stricter(_ left: PolicyValue, _ right: PolicyValue) -> PolicyValue? {
        if left == right { return left }
        if left == .none { return order == .unordered ? nil : right }
        if right == .none { return order == .unordered ? nil : left }
        switch (order, left, right) {
        case (.higher, .count(let first), .count(let second)): return first > second ? left : right
        case (.lower, .count(let first), .count(let second)): return first < second ? left : right
        case (.higher, .span(let first), .span(let second)): return first > second ? left : right
        case (.lower, .span(let first), .span(let second)): return first < second ? left : right
        case (.yes, .flag(let first), .flag): return first ? left : right
        case (.no, .flag(let first), .flag): return first ? right : left
        case (.laterWord, .word(let first), .word(let second)):
            guard case .word(let words) = form, let one = words.firstIndex(of: first),
                let other = words.firstIndex(of: second)
            else { return nil }
            return one > other ? left : right
        case (.union, .words(let first), .words(let second)):
            return .words(first + second.filter { !first.contains($0) })
        default: return nil
        }
    }
}

extension PolicyParameter {
    package static func named(_ name: String) -> PolicyParameter? { byName[name] }

    private static let byName = Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
}
