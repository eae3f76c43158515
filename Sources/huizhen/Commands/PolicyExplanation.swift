import ConsultationCore

/// Why a value holds, in words and as data.
struct PolicyExplanation {
    struct Answer: Encodable {
        struct Word: Encodable {
            var value: String
            var text: String
            var title: String
            var article: String
            var requirement: String
            var weight: String
            var standing: String
            var ground: String?
            var reason: String?
        }

        var parameter: String
        var unit: String
        var jurisdiction: String
        var pathway: String
        var date: String
        var ruleClass: String
        var version: String
        var decides: Word
        var passedOver: [Word]
        var missingTexts: [String]
        var placeHasTexts: Bool
    }

    let answer: Answer

    init(
        _ parameter: PolicyParameter, _ finding: PolicyResolution.Finding, _ resolution: PolicyResolution,
        _ shelf: PolicyShelf, _ day: CivilDate
    ) {
        func told(_ word: PolicyResolution.Word, _ ground: PolicyResolution.Ground? = nil) -> Answer.Word {
            Answer.Word(
                value: parameter.form.written(word.value), text: word.text,
                title: shelf.text(word.text)?.title ?? word.source, article: word.article,
                requirement: word.row,
                weight: word.weight.rawValue, standing: word.standing.rawValue, ground: ground?.rawValue,
                reason: word.reason)
        }
        answer = Answer(
            parameter: parameter.name, unit: parameter.form.unit, jurisdiction: resolution.jurisdiction.text,
            pathway: resolution.pathway.rawValue, date: day.description,
            ruleClass: parameter.ruleClass.rawValue,
            version: resolution.version.text, decides: told(finding.word),
            passedOver: finding.passedOver.map { told($0.word, $0.ground) },
            missingTexts: resolution.missingTexts,
            placeHasTexts: shelf.jurisdictions.contains(resolution.jurisdiction))
    }

    var text: String {
        let word = answer.decides
        var lines = [
            "\(answer.parameter) = \(word.value)",
            "  for \(answer.jurisdiction), \(answer.pathway), \(answer.date) (\(answer.ruleClass) rule)",
            "  from \(word.text) \(word.title), \(word.article) [\(word.requirement)]",
            "  why  \(Self.why(word))",
        ]
        if let reason = word.reason { lines.append("       reason given: \(reason)") }
        for other in answer.passedOver {
            lines.append(
                "  over \(other.text) \(other.article): \(other.value) (\(Self.ground(other.ground)))")
        }
        for title in answer.missingTexts {
            lines.append("  note \(title) exists and is not loaded; the nation's values stand in (GX 44)")
        }
        if !answer.placeHasTexts {
            lines.append("  note no text of \(answer.jurisdiction) is loaded: the nation's values hold")
        }
        lines.append("  version \(answer.version)")
        return lines.joined(separator: "\n")
    }

    private static func why(_ word: Answer.Word) -> String {
        let standing =
            switch word.standing {
            case "draft": " (a DRAFT, heeded by draft.enforcement)"
            case "lapsed": " (LAPSED, heeded by draft.enforcement)"
            default: ""
            }
        return switch word.weight {
        case "product": "a default of the product: the law gives no number" + standing
        case "baseline":
            "a baseline of the product, taken from a text that binds elsewhere or is a draft" + standing
        default: "the text says so" + standing
        }
    }

    private static func ground(_ ground: String?) -> String {
        switch ground.flatMap({ PolicyResolution.Ground(rawValue: $0) }) {
        case .moreSpecial: "more general"
        case .stricter: "laxer"
        case .saysTheSame: "draft or lapsed: says the same"
        case .warnOnly: "draft or lapsed: it only warns"
        case .switchedOff: "draft or lapsed: switched off"
        case .wouldWeaken: "draft or lapsed: it cannot weaken a binding rule"
        case nil: ""
        }
    }
}
