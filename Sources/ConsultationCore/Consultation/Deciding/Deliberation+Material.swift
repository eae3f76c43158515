extension Deliberation {
    /// Who answers for data that a device made must be known, and where the paper lies of which a picture was taken
    /// (NHC-TM 二(三)1, 三(五); JL 29).
    func factProblems(of attachment: Attachment) -> [FieldProblem?] {
        guard let known = attachment.facts else { return [] }
        var problems: [FieldProblem?] = [
            Limits.problem("/author", known.author, limit: Limits.shortText),
            Limits.problem("/capturedBy", known.capturedBy, limit: Limits.shortText),
            Limits.problem("/originalKeeper", known.originalKeeper, limit: Limits.shortText),
        ]
        if let acquired = known.acquiredAt, acquired > attachment.uploadedAt {
            problems.append(FieldProblem("/acquiredAt", .outOfRange))
        }
        if (known.device?.unicodeScalars.count ?? 0) > Limits.reference {
            problems.append(FieldProblem("/deviceId", .tooLong))
        }
        if known.kind.isDeviceData {
            if known.author?.isBlank ?? true { problems.append(FieldProblem("/author", .missing)) }
            if known.acquiredAt == nil { problems.append(FieldProblem("/acquiredAt", .missing)) }
            if known.device?.isBlank ?? true { problems.append(FieldProblem("/deviceId", .missing)) }
            if !known.qualityAttested { problems.append(FieldProblem("/qualityAttested", .missing)) }
        }
        if known.capture.hasPaperOriginal {
            if known.capturedBy?.isBlank ?? true { problems.append(FieldProblem("/capturedBy", .missing)) }
            if known.originalKeeper?.isBlank ?? true {
                problems.append(FieldProblem("/originalKeeper", .missing))
            }
        }
        if let replaced = known.replaces, !consultation.itemsToReplace.contains(where: { $0.id == replaced })
        {
            problems.append(FieldProblem("/replaces", .invalid))
        }
        return problems
    }

    /// Opens the task `replaceItem` of the inviting side, whose data they are (AT-72).
    mutating func rejectMaterial(_ id: AttachmentID, _ reason: Redacted<String>) throws(Refusal) {
        let member = try member()
        guard consultation.mayReadMaterial(member.institution) else { throw .consentMissing }
        guard let item = consultation.attachments.first(where: { $0.id == id }) else {
            throw .fieldInvalid([FieldProblem("/attachmentId", .invalid)])
        }
        try refuse([
            Limits.required("/reason", reason, limit: Limits.shortText),
            item.rejection == nil ? nil : FieldProblem("/attachmentId", .invalid),
        ])
        record(
            .materialRejected(
                id,
                QualityRejection(institution: member.institution, by: member.account, at: now, reason: reason)
            ))
        notify(.inviting, .physician, .materialRejected)
        notify(.inviting, .invitationCoordinator, .materialRejected)
        cause(.returnItem(id, institution: member.institution))
    }
}
