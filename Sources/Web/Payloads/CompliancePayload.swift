/// The page for auditors: every requirement, how far it is kept, and what the last days show.
struct CompliancePayload: Encodable {
    struct Period: Encodable {
        let from: String
        let to: String
        let days: Int
    }

    struct Count: Encodable {
        let total: Int
        let met: Int
        let partly: Int
        let open: Int
    }

    struct Group: Encodable {
        let number: Int
        let name: String
    }

    struct Parameter: Encodable {
        let name: String
        let label: String
        let value: String
        /// Title of the text that decides.
        let source: String
        let article: String
        let weight: String
        let standing: String
        let reason: String?
    }

    struct Tally: Encodable {
        let code: String
        let title: String
        let titleEn: String
        let count: Int
    }

    struct Limit: Encodable {
        let kind: String
        let title: String
        let met: Int
        let passed: Int
    }

    /// A reading that was chosen where the text is unclear.
    struct Reading: Encodable {
        let id: String
        let article: String
        let question: String
        let text: String
    }

    struct Item: Encodable {
        let id: String
        let group: Int
        let article: String
        let text: String
        let priority: String
        let status: String
        /// Of the text that the row cites first.
        let standing: String
        let enforcement: [String]
        /// Suites of automatic tests that carry the row.
        let tests: Int
        let parameters: [Parameter]
        let readings: [Reading]
        let refusals: [Tally]
        let violations: [Tally]
        let limits: [Limit]
        /// Reasons given and items sent back, where the row asks that they are counted.
        let reasons: [Tally]?
    }

    let period: Period
    /// `own` or `all`: whose figures they are.
    let scope: String
    let policyVersion: String
    let openViolations: Int
    let core: Count
    let extended: Count
    let groups: [Group]
    let items: [Item]
}

/// The rules that a case was decided under.
struct PolicyVersionPayload: Encodable {
    struct Text: Encodable {
        let title: String
        /// What the text is today; a case stays under what it was then.
        let standingToday: String
    }

    let id: String
    let jurisdiction: String
    let texts: [Text]
    let parameters: [CompliancePayload.Parameter]
    /// How many of them, the first, no binding text gives: from a draft, a lapsed text, or one that binds elsewhere.
    let notBinding: Int
}

struct ViolationPayload: Encodable {
    struct Acknowledgement: Encodable {
        let at: Instant
        let by: String
        let reason: String
    }

    let id: String
    let at: Instant
    let code: String
    let title: String
    let titleEn: String
    /// What exactly: which side, how late.
    let detail: String
    let advice: String
    let adviceEn: String
    let requirement: String
    let article: String
    let consultationId: String?
    let number: String?
    let parties: [String]
    let state: String
    let acknowledgement: Acknowledgement?
}

struct CaseReadingPayload: Encodable {
    let seq: Int64
    let at: Instant
    let name: String
    let institution: String
    let operation: String
    let purpose: String?
    let origin: String?
    let reason: String?
}
