extension PolicyShelf {
    /// REQUIREMENTS.md §1: the pathway comes first; within it the nation's text is the floor, a province's text is more
    /// special and prevails unless it is laxer; drafts and lapsed texts count by rule class (AMB-28) and never weaken
    /// what binds. Product defaults stand in where no text speaks; an installation's own word is the last.
    package func resolve(
        _ pathway: LegalPathway, _ jurisdiction: Jurisdiction, on date: CivilDate
    ) -> PolicyResolution {
        let heard = heard(pathway, jurisdiction, on: date).map(Speaker.init)
        let draftParameters = PolicyText.draftParameters
        var findings: [String: PolicyResolution.Finding] = [:]
        for name in draftParameters.values {
            guard let parameter = PolicyParameter.named(name) else { continue }
            // The setting itself is set by the product or the installation alone.
            findings[name] = weigh(parameter, heard.filter { !$0.text.isLaw }, on: date) { _ in .enforce }
        }
        let modes = PolicyParameter.RuleClass.allCases.map { kind in
            (kind, findings[draftParameters[kind] ?? ""].flatMap(Self.mode) ?? .warn)
        }
        let mode = Dictionary(modes, uniquingKeysWith: { first, _ in first })
        for parameter in PolicyParameter.all where findings[parameter.name] == nil {
            findings[parameter.name] = weigh(parameter, heard, on: date) { mode[$0] ?? .warn }
        }
        let missing = texts.filter { $0.jurisdiction == jurisdiction }.flatMap(\.missing)
            .filter { $0.pathway == pathway }.map(\.title)
        return PolicyResolution(
            pathway: pathway, jurisdiction: jurisdiction, missingTexts: missing, findings: findings)
    }

    /// A text with its words by name.
    private struct Speaker {
        let text: PolicyText
        let words: [String: PolicyText.Entry]

        init(_ text: PolicyText) {
            self.text = text
            words = Dictionary(
                text.entries.map { ($0.parameter.name, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// One version of each source: the one in force, else its draft, else the last that has lapsed.
    private func heard(
        _ pathway: LegalPathway, _ jurisdiction: Jurisdiction, on date: CivilDate
    ) -> [PolicyText] {
        let concerned = texts.filter {
            $0.pathways.contains(pathway) && ($0.jurisdiction == .national || $0.jurisdiction == jurisdiction)
        }
        let sources = concerned.reduce(into: [(String, Jurisdiction)]()) { known, text in
            if !known.contains(where: { $0 == (text.source, text.jurisdiction) }) {
                known.append((text.source, text.jurisdiction))
            }
        }
        return sources.compactMap { source, place in
            let versions = concerned.filter { $0.source == source && $0.jurisdiction == place }
            func latest(_ status: PolicyText.Status) -> PolicyText? {
                versions.filter { $0.standing(on: date) == status }
                    .max {
                        ($0.effectiveFrom?.description ?? "", $0.id) < (
                            $1.effectiveFrom?.description ?? "", $1.id
                        )
                    }
            }
            return latest(.inForce) ?? latest(.draft) ?? latest(.lapsed)
        }
    }

    private static func mode(_ finding: PolicyResolution.Finding) -> Policy.Enforcement? {
        guard case .word(let word) = finding.word.value else { return nil }
        return Policy.Enforcement(rawValue: word)
    }

    /// `heard` stands in the order of rank.
    private func weigh(
        _ parameter: PolicyParameter, _ heard: [Speaker], on date: CivilDate,
        mode: (PolicyParameter.RuleClass) -> Policy.Enforcement
    ) -> PolicyResolution.Finding? {
        var scale = Scale(parameter: parameter, mode: mode(parameter.ruleClass))
        for speaker in heard {
            let text = speaker.text
            guard let entry = speaker.words[parameter.name], let standing = text.standing(on: date)
            else { continue }
            scale.add(
                PolicyResolution.Word(
                    value: entry.value, text: text.id, source: text.source, article: entry.article,
                    row: entry.row,
                    weight: entry.weight, standing: standing, reason: entry.reason),
                isInstallation: !text.isLaw && text.source != PolicyText.product)
        }
        return scale.finding
    }

    /// Weighs word after word, from the most general to the most special text.
    private struct Scale {
        let parameter: PolicyParameter
        let mode: Policy.Enforcement
        var finding: PolicyResolution.Finding?

        /// A number of the product's own gives way to any text.
        private func isLaw(_ word: PolicyResolution.Word) -> Bool { word.weight == .law }

        mutating func add(_ word: PolicyResolution.Word, isInstallation: Bool) {
            guard let known = finding else {
                guard word.standing == .inForce || mode == .enforce else { return }
                finding = PolicyResolution.Finding(word: word)
                return
            }
            if isInstallation { return replace(known, by: word, .moreSpecial) }
            let binds = word.standing == .inForce
            if !binds, known.word.standing == .inForce, known.word.value == word.value {
                return pass(word, .saysTheSame)
            }
            if !binds, mode != .enforce {
                return pass(word, mode == .warn ? .warnOnly : .switchedOff)
            }
            guard isLaw(known.word), isLaw(word) else {
                // A number of the product's own binds nobody: even a draft may replace it.
                return binds || !isLaw(known.word)
                    ? replace(known, by: word, .moreSpecial) : pass(word, .wouldWeaken)
            }
            guard let stricter = parameter.stricter(known.word.value, word.value) else {
                return binds || known.word.standing != .inForce
                    ? replace(known, by: word, .moreSpecial) : pass(word, .wouldWeaken)
            }
            if stricter == word.value {
                replace(known, by: word, known.word.value == word.value ? .moreSpecial : .stricter)
            } else if stricter == known.word.value {
                pass(word, binds ? .stricter : .wouldWeaken)
            } else {
                replace(known, by: word.joined(with: stricter), .moreSpecial)
            }
        }

        private mutating func replace(
            _ known: PolicyResolution.Finding, by word: PolicyResolution.Word,
            _ ground: PolicyResolution.Ground
        ) {
            finding = PolicyResolution.Finding(
                word: word, passedOver: known.passedOver + [.init(word: known.word, ground: ground)])
        }

        private mutating func pass(_ word: PolicyResolution.Word, _ ground: PolicyResolution.Ground) {
            finding?.passedOver.append(.init(word: word, ground: ground))
        }
    }
}

extension PolicyResolution.Word {
    /// The same text's word, with what both texts ask for together.
    func joined(with value: PolicyValue) -> Self {
        Self(
            value: value, text: text, source: source, article: article, row: row, weight: weight,
            standing: standing, reason: reason)
    }
}

extension PolicyText {
    static let draftParameters: [PolicyParameter.RuleClass: String] = [
        .technical: "draft.enforcement.technical", .record: "draft.enforcement.record",
        .care: "draft.enforcement.care", .money: "draft.enforcement.money",
    ]
}
