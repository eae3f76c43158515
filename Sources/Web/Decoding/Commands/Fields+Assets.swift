import ConsultationCore

extension Fields {
    func asset() -> AssetTold {
        AssetTold(
            category: choice("category", otherwise: .device), name: text("name", limit: Limits.name),
            maker: optionalText("maker", limit: Limits.name),
            model: optionalText("model", limit: Limits.name),
            serial: optionalText("serial", limit: Limits.name), place: text("place", limit: Limits.name),
            isForConsultation: flag("forConsultation"), keeper: keeper(),
            inServiceSince: requiredDate("inServiceSince"))
    }

    /// `account/<id>` or `practitioner/<id>`, as the choice of people gives it.
    private func keeper() -> AssetKeeper {
        let told = text("keeper", limit: Limits.id + "practitioner/".count)
        let parts = told.split(separator: "/", maxSplits: 1).map(String.init)
        switch parts.first {
        case "account" where parts.count == 2: return .account(AccountID(parts[1]))
        case "practitioner" where parts.count == 2: return .practitioner(PractitionerID(parts[1]))
        default:
            if has("keeper") { note("keeper", .invalid(ofKind: "account/<id>, practitioner/<id>")) }
            return .account("")
        }
    }

    func assetPlan() -> [PlannedWork] {
        guard let items = children("plan", limit: AssetWork.allCases.count) else {
            if !has("plan") { note("plan", .required) }
            return []
        }
        return items.map {
            PlannedWork(
                work: $0.choice("work", otherwise: .inspection),
                everyMonths: Int($0.integer("everyMonths", in: 1...Int64(PlannedWork.longestInterval))),
                firstDueOn: $0.requiredDate("firstDueOn"))
        }
    }

    /// What was done; the file it names is looked up by the shell.
    func workReport(document: SealedFile?) -> WorkReport {
        WorkReport(
            work: choice("work", otherwise: .maintenance), doneOn: requiredDate("doneOn"),
            by: text("by", limit: Limits.name), isPassed: flag("passed"),
            note: optionalText("note", limit: Limits.reason).map { Redacted($0) }, document: document)
    }
}

extension Fields {
    /// The file that a body names by its digest; nil when it names none.
    func namedFile() -> (digest: Digest, name: Redacted<String>, contentType: String)? {
        let sha256 = optionalText("sha256", limit: 64)
        let name = optionalText("fileName", limit: Limits.name)
        let type = optionalText("contentType", limit: Limits.name) ?? ""
        guard let sha256 else { return nil }
        guard let digest = Digest(hexadecimal: sha256) else {
            note("sha256", .invalid(ofKind: "SHA-256"))
            return nil
        }
        return (
            digest, Redacted(name ?? "file"),
            UploadHeader.isMediaType(type) ? type : "application/octet-stream"
        )
    }
}
