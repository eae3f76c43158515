extension DiagnosisOrder {
    private func content(_ form: String) -> CanonicalContent {
        var content = CanonicalContent(form)
        content.add("order", id)
        content.add("number", number)
        content.add("patient", patient)
        content.add("inviting", inviting)
        if let invited = request.invitee { content.add("invited", invited) }
        return content
    }

    /// The bytes under the reader's signature: the words, and the digest of each item that was read (JL-29c).
    package func reportContent(
        _ findings: DiagnosisFindings, read: [ReadItem], by signer: PractitionerID
    ) -> CanonicalContent {
        var content = content("diagnosis")
        content.add("kind", request.scope.kind.rawValue)
        content.add("subKind", request.scope.subKind?.rawValue ?? "")
        content.add("examination", request.examination.value)
        content.add("findings", findings.findings.value)
        content.add("conclusion", findings.conclusion.value)
        content.add(read)
        content.add("signer", signer)
        return content
    }

    package func addendumContent(
        _ text: Redacted<String>, read: [ReadItem], to report: DiagnosisReport
    ) -> CanonicalContent {
        var content = content("diagnosisAddendum")
        content.add("report", report.contentHash.hexadecimal)
        content.add("text", text.value)
        content.add(read)
        return content
    }

    /// The items by their ids; nil when one is not an item of this order or is named twice.
    func readItems(_ ids: [AttachmentID]) -> [ReadItem]? {
        guard Set(ids).count == ids.count else { return nil }
        let found = ids.compactMap { id in
            items.first { $0.id == id }.map { ReadItem(attachment: $0.id, sha256: $0.sha256) }
        }
        return found.count == ids.count ? found : nil
    }
}

extension CanonicalContent {
    fileprivate mutating func add(_ read: [ReadItem]) {
        for item in read {
            add("item", item.attachment)
            add("sha256", item.sha256.hexadecimal)
        }
    }
}
