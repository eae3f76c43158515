/// What holds for a legal pathway in a place on a day: each value with its text and what it prevails over.
package struct PolicyResolution: Codable, Sendable, Equatable {
    /// One text's word on a parameter.
    package struct Word: Codable, Sendable, Equatable {
        package let value: PolicyValue
        package let text: String
        package let source: String
        package let article: String
        package let row: String
        package let weight: PolicyText.Weight
        /// What the text is on the day: a draft or lapsed word decides only by `draft.enforcement`.
        package let standing: PolicyText.Status
        package let reason: String?
    }

    /// Why a text's word does not decide.
    package enum Ground: String, Codable, Sendable {
        /// A more special text decides.
        case moreSpecial
        /// The text that decides is stricter.
        case stricter
        /// Draft or lapsed, and says what binds anyway.
        case saysTheSame
        /// Draft or lapsed, and the setting says to warn only.
        case warnOnly
        /// Draft or lapsed, and the setting says to leave it out.
        case switchedOff
        /// Draft or lapsed, and would weaken a binding rule.
        case wouldWeaken
    }

    package struct PassedOver: Codable, Sendable, Equatable {
        package let word: Word
        package let ground: Ground
    }

    package struct Finding: Codable, Sendable, Equatable {
        package var word: Word
        package var passedOver: [PassedOver] = []

        /// What a draft or lapsed text would ask for where it may only warn.
        package var warning: PolicyValue? {
            passedOver.last { $0.ground == .warnOnly && $0.word.value != word.value }?.word.value
        }
    }

    package let pathway: LegalPathway
    package let jurisdiction: Jurisdiction
    /// Titles of texts that exist for this place and pathway and are not loaded (GX 44).
    package let missingTexts: [String]
    package let findings: [String: Finding]

    package subscript(parameter: PolicyParameter) -> Finding? { findings[parameter.name] }

    /// The texts whose words decide something.
    package var sources: [String] { Set(findings.values.map(\.word.text)).sorted() }

    /// Changes with every value and its provenance, and with nothing else.
    package var digest: Digest {
        var lines = ["\(pathway.rawValue)|\(jurisdiction.text)|\(missingTexts.joined(separator: ","))"]
        for (name, finding) in findings.sorted(by: { $0.key < $1.key }) {
            guard let form = PolicyParameter.named(name)?.form else { continue }
            let word = finding.word
            lines.append(
                [
                    name, form.written(word.value), word.text, word.article, word.standing.rawValue,
                    word.reason ?? "", finding.warning.map(form.written) ?? "",
                ].joined(separator: "|"))
        }
        return Digest(of: lines.joined(separator: "\n"))
    }

    /// Names this very content: an edited file gives another name.
    package var version: PolicyVersionID {
        PolicyVersionID("\(jurisdiction.text)-\(pathway.rawValue)-\(digest.hexadecimal.prefix(12))")
    }
}
