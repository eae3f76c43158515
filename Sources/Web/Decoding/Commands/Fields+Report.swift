import ConsultationCore

extension Fields {
    func reportDraft() -> ConsultationCommand {
        let sections = children("sections", limit: Limits.questions)?.map { section in
            ReportSection(
                question: Redacted(section.text("question", limit: Limits.question)),
                answer: Redacted(section.optionalText("answer", limit: Limits.answer) ?? ""))
        }
        if sections == nil, !has("sections") { note("sections", .required) }
        let signers = texts("signers", itemLimit: Limits.id, limit: Limits.physicians) ?? []
        return .saveReportDraft(sections: sections ?? [], signers: signers.map(PractitionerID.init(_:)))
    }

    func decision() -> ConsultationCommand {
        .decide(
            outcome: choice("outcome", otherwise: .adopted),
            plan: Redacted(text("plan", limit: Limits.text)))
    }
}
