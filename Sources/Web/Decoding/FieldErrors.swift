/// Collects every mistake of one request, so that a person mends them in one go.
final class FieldErrors {
    private(set) var found: [Problem.FieldProblem] = []
    /// A hostile body could have a mistake in each of many thousand items.
    static let limit = 100

    func add(_ pointer: String, _ mistake: FieldMistake) {
        guard found.count < Self.limit else { return }
        found.append(mistake.problem(at: pointer))
    }

    func throwIfAny() throws(Problem) {
        if !found.isEmpty { throw .fields(found) }
    }
}

/// What can be wrong with one field.
enum FieldMistake: Equatable {
    case required
    case tooLong(limit: Int)
    case tooMany(limit: Int)
    case tooFew(least: Int)
    case wrongType(expected: String)
    case unknownValue(allowed: [String])
    case outOfRange(ClosedRange<Int64>)
    case invalid(ofKind: String)
    /// Not a code of the system that is declared for the field (SC-23e).
    case notInSystem(name: String, nameEnglish: String)
    case unknownField
    case forbiddenCharacter
    case refused(code: String, message: String, messageEnglish: String)

    func problem(at pointer: String) -> Problem.FieldProblem {
        switch self {
        case .required:
            entry(pointer, "err.field.required", "此项必填", "This field is required")
        case .tooLong(let limit):
            entry(pointer, "err.field.tooLong", "不得超过 \(limit) 个字符", "At most \(limit) characters")
        case .tooMany(let limit):
            entry(pointer, "err.field.tooMany", "最多 \(limit) 项", "At most \(limit) items")
        case .tooFew(let least):
            entry(pointer, "err.field.tooFew", "至少 \(least) 项", "At least \(least) items")
        case .wrongType(let expected):
            entry(pointer, "err.field.wrongType", "类型应为 \(expected)", "Expected \(expected)")
        case .unknownValue(let allowed):
            entry(
                pointer, "err.field.unknownValue", "只能取：\(allowed.joined(separator: "、"))",
                "One of: \(allowed.joined(separator: ", "))")
        case .outOfRange(let range):
            entry(
                pointer, "err.field.outOfRange", "应在 \(range.lowerBound) 与 \(range.upperBound) 之间",
                "Between \(range.lowerBound) and \(range.upperBound)")
        case .invalid(let kind):
            entry(pointer, "err.field.invalid", "格式不正确（\(kind)）", "Not a valid \(kind)")
        case .notInSystem(let name, let english):
            entry(
                pointer, "err.field.notInCodeSystem", "不是《\(name)》中的代码", "Not a code of \(english)")
        case .unknownField:
            entry(pointer, "err.field.unknown", "没有此项", "There is no such field")
        case .forbiddenCharacter:
            entry(pointer, "err.field.forbiddenCharacter", "含有不可见的控制字符", "Contains control characters")
        case .refused(let code, let message, let english):
            entry(pointer, code, message, english)
        }
    }

    private func entry(
        _ pointer: String, _ code: String, _ chinese: String, _ english: String
    ) -> Problem.FieldProblem {
        .init(pointer: pointer, code: code, message: chinese, messageEn: english)
    }
}
