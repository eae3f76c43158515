package import ConsultationCore
package import Storage

/// The loaded policy versions with those that decided in the past, and the question which of them decides.
package struct PolicyBook: Sendable {
    private let schedule: PolicySchedule
    /// What old cases were decided under, by name; the files may have gone on since.
    private let kept: [PolicyVersionID: Policy]
    /// The same with each value's text.
    private let keptResolutions: [PolicyVersionID: PolicyResolution]
    private let earliest: Policy
    /// The texts as they were loaded, for saying what a rule rests on.
    package let texts: [PolicyText]

    /// The nation's rules for telemedicine stand in wherever a province has none.
    package init(_ shelf: PolicyShelf, kept old: [KeptPolicy] = []) throws {
        texts = shelf.texts
        schedule = try PolicySchedule(shelf)
        guard let first = schedule.first(of: .telemedicine) else {
            throw PolicyIncomplete(parameters: ["a text of the nation that binds telemedicine"])
        }
        earliest = first.policy
        var kept: [PolicyVersionID: Policy] = [:]
        var resolutions: [PolicyVersionID: PolicyResolution] = [:]
        for version in old {
            let stand = schedule.first(of: version.resolution.pathway) ?? first
            var policy = try Policy(version.resolution, filling: stand.resolution)
            policy.id = version.id
            kept[version.id] = policy
            resolutions[version.id] = version.resolution
        }
        for version in schedule.all {
            kept[version.policy.id] = version.policy
            resolutions[version.policy.id] = version.resolution
        }
        self.kept = kept
        keptResolutions = resolutions
    }

    /// Pathways in which cases are decided so far; the others can only be explained.
    static let decided: Set<LegalPathway> = [.telemedicine]

    private var deciding: [PolicyResolution] {
        schedule.all.map(\.resolution).filter { Self.decided.contains($0.pathway) }
    }

    /// The version that governs a new case of an inviting institution in `jurisdiction` at `instant`.
    package func policy(for jurisdiction: Jurisdiction, at instant: WallTime) -> Policy {
        schedule.version(of: .telemedicine, for: jurisdiction, on: CivilDate(instant))?.policy ?? earliest
    }

    /// The same for another pathway.
    package func policy(
        of pathway: LegalPathway, for jurisdiction: Jurisdiction, at instant: WallTime
    ) -> Policy {
        schedule.version(of: pathway, for: jurisdiction, on: CivilDate(instant))?.policy ?? earliest
    }

    /// What holds for online visits; nil before the first text, or where a value cannot be used.
    package func visitRules(
        for jurisdiction: Jurisdiction, at instant: WallTime, _ pathway: LegalPathway = .internetFollowUp
    ) -> VisitRules? {
        let found = schedule.version(of: pathway, for: jurisdiction, on: CivilDate(instant))
        return found.flatMap { try? VisitRules($0.resolution, named: $0.policy.id) }
    }

    /// What holds for institutions that see patients online.
    package func onlineRules(for jurisdiction: Jurisdiction, at instant: WallTime) -> OnlineRules? {
        let found = schedule.version(of: .internetFollowUp, for: jurisdiction, on: CivilDate(instant))
        return found.flatMap { try? OnlineRules($0.resolution, named: $0.policy.id) }
    }

    /// The same with each value's text and what it prevails over; nil before the first text.
    package func resolution(for jurisdiction: Jurisdiction, at instant: WallTime) -> PolicyResolution? {
        schedule.version(of: .telemedicine, for: jurisdiction, on: CivilDate(instant))?.resolution
    }

    /// A draft is under today's rules. What has been sent out stays under those it was sent under, whatever the files
    /// say since, and is judged by them for ever (SC-40).
    package func policy(
        governing consultation: Consultation, of jurisdiction: Jurisdiction, at instant: WallTime
    ) -> Policy {
        guard consultation.state != .draft else { return policy(for: jurisdiction, at: instant) }
        return kept[consultation.policyVersion] ?? policy(for: jurisdiction, at: consultation.createdAt)
    }

    package func policy(
        governing duty: UploadDuty, of jurisdiction: Jurisdiction
    ) -> Policy {
        duty.policyVersion.flatMap { kept[$0] } ?? policy(for: jurisdiction, at: duty.recordedAt)
    }

    /// The version of a name, for reading an old decision; nil if it was never kept here.
    package func policy(named version: PolicyVersionID) -> Policy? { kept[version] }

    /// What each value of an old or present version rests on.
    package func resolution(named version: PolicyVersionID) -> PolicyResolution? { keptResolutions[version] }

    /// What a text is on a day, by its id: a version keeps what its texts were then.
    package func standings(on day: CivilDate) -> [String: PolicyText.Status] {
        texts.reduce(into: [:]) { $0[$1.id] = $1.standing(on: day) }
    }
}

extension PolicyBook {
    /// Opens the book over the database: keeps there every version that the files give, journals each new one with its
    /// texts and the installation's reasons, and takes back those that decided before.
    package static func open(
        _ shelf: PolicyShelf, in database: ServiceDatabase, at now: WallTime
    ) async throws -> PolicyBook {
        let book = try PolicyBook(shelf)
        let current = book.deciding
        let old = try await database.write { transaction in
            for resolution in current where try transaction.keep(resolution, at: now) {
                let reasons = resolution.findings.compactMapValues(\.word.reason)
                try transaction.note(
                    "policyVersionKept",
                    try StoredJSON.encode(
                        KeptVersion(version: resolution.version, texts: resolution.sources, reasons: reasons)),
                    in: "policy", at: now.milliseconds, by: .system, under: resolution.version.text)
            }
            return try transaction.reading.policyVersions(except: Set(current.map(\.version)))
        }
        return old.isEmpty ? book : try PolicyBook(shelf, kept: old)
    }

    private struct KeptVersion: Encodable {
        var version: PolicyVersionID
        var texts: [String]
        /// Parameters on which the installation departs from the texts, and why.
        var reasons: [String: String]
    }
}
