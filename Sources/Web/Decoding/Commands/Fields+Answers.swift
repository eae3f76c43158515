import ConsultationCore

extension Fields {
    func acceptance() -> Acceptance {
        let physicians = texts("physicianIds", itemLimit: Limits.id, limit: Limits.physicians)
        if physicians == nil, !has("physicianIds") { note("physicianIds", .required) }
        if physicians?.isEmpty == true { note("physicianIds", .tooFew(least: 1)) }
        if let physicians, Set(physicians).count != physicians.count {
            note("physicianIds", .invalid(ofKind: "list without repetition"))
        }
        return Acceptance(
            physicians: (physicians ?? []).map(PractitionerID.init(_:)),
            slot: requiredChild("slot").slot(),
            preparationConfirmed: flag("preparationConfirmed"))
    }

    func decline() -> DeclineReason {
        DeclineReason(
            code: choice("reasonCode", otherwise: .other),
            // A blank text goes through to the rule, whose refusal names the article (NHC-TM 三(三)2).
            text: Redacted(optionalText("reasonText", limit: Limits.reason) ?? ""))
    }

    func replacement() -> ConsultationCommand {
        .replacePhysician(
            from: PractitionerID(text("from", limit: Limits.id)),
            to: PractitionerID(text("to", limit: Limits.id)))
    }

    func reason() -> Redacted<String> {
        Redacted(text("reason", limit: Limits.reason))
    }
}
