/// The exact bytes that a signature or a manifest covers: named fields, each with its length in UTF-8 bytes, so that
/// no two different contents are written alike.
package struct CanonicalContent: Sendable {
    package private(set) var text: String

    package init(_ form: String) { text = "huizhen \(form) 1\n" }

    package mutating func add(_ name: String, _ value: String) {
        text += "\(name) \(value.utf8.count)\n\(value)\n"
    }

    package mutating func add(_ name: String, _ value: some Identifier) { add(name, value.text) }
    package mutating func add(_ name: String, _ value: WallTime) { add(name, String(value.milliseconds)) }

    package var digest: Digest { Digest(of: text) }
}

extension Consultation {
    private func content(_ form: String) -> CanonicalContent {
        var content = CanonicalContent(form)
        content.add("consultation", id)
        content.add("number", number)
        content.add("patient", patient)
        content.add("inviting", inviting)
        let parties = isTeam ? invitedInstitutions : invitations.suffix(1).map(\.institution)
        for invited in parties { content.add("invited", invited) }
        return content
    }

    /// What the patient signs: service, fee, payer, recording, signer.
    package func consentContent(_ consent: InformedConsent, signedBy signer: ConsentSigner)
        -> CanonicalContent
    {
        consent.content(of: id, signedBy: signer)
    }

    /// What the opinion authors sign. Any change of it voids the signatures given (NHC-IH-20a).
    package func reportContent(_ report: ConsultationReport) -> CanonicalContent {
        var content = content("report")
        content.add("type", "advisory")
        for section in report.sections {
            content.add("question", section.question.value)
            content.add("answer", section.answer.value)
        }
        if let summary = report.summary {
            content.add("summary", summary.value)
            for opinion in opinions ?? [] where opinion.givenAt != nil {
                content.add("opinion", opinion.contentHash?.hexadecimal ?? "")
            }
        }
        for signer in report.signers { content.add("signer", signer) }
        return content
    }

    /// What the physicians of one institution of a team sign.
    package func opinionContent(_ opinion: InstitutionOpinion) -> CanonicalContent {
        var content = content("opinion")
        content.add("institution", opinion.institution)
        content.add("type", "advisory")
        for section in opinion.sections {
            content.add("question", section.question.value)
            content.add("answer", section.answer.value)
        }
        for signer in opinion.signers { content.add("signer", signer) }
        return content
    }

    package func addendumContent(_ text: Redacted<String>, to report: ConsultationReport) -> CanonicalContent
    {
        var content = content("addendum")
        content.add("report", report.contentHash?.hexadecimal ?? "")
        content.add("text", text.value)
        return content
    }

    package func decisionContent(
        _ outcome: TreatmentDecision.Outcome, plan: Redacted<String>
    ) -> CanonicalContent {
        var content = content("decision")
        content.add("report", report?.contentHash?.hexadecimal ?? "")
        content.add("note", note.map { Digest(of: $0.text.value).hexadecimal } ?? "")
        content.add("outcome", outcome.rawValue)
        content.add("plan", plan.value)
        return content
    }

    /// The manifest of hashes that both archive packages share (NHC-TM-3.5a).
    package var manifestContent: CanonicalContent {
        var content = content("manifest")
        content.add("consent", consent?.documentHash?.hexadecimal ?? "")
        for attachment in attachments { content.add("material", attachment.sha256.hexadecimal) }
        content.add("note", note.map { Digest(of: $0.text.value).hexadecimal } ?? "")
        content.add("report", report?.contentHash?.hexadecimal ?? "")
        for addendum in report?.addenda ?? [] { content.add("addendum", addendum.contentHash.hexadecimal) }
        content.add("decision", decision?.contentHash.hexadecimal ?? "")
        for segment in recording?.segments ?? [] {
            content.add("recording", segment.root?.hexadecimal ?? "recovered")
        }
        for presence in session.presences {
            content.add("presence", presence.practitioner)
            content.add("joined", presence.joinedAt)
        }
        return content
    }
}
