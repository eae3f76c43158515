/// One thing that is allowed. What no rule allows is denied.
package struct AccessRule: Sendable, Equatable {
    package var role: Role
    package var relation: CaseRelation
    package var classes: [DataClass]
    package var operations: [AccessOperation]
    package var purposes: [AccessPurpose]
    /// The purpose that the role's daily work on the case carries with it; nil where it must be said each time.
    package var implied: AccessPurpose?

    private init(
        _ role: Role, _ relation: CaseRelation, _ classes: [DataClass], _ operations: [AccessOperation],
        for purposes: [AccessPurpose], implied: AccessPurpose? = nil
    ) {
        self.role = role
        self.relation = relation
        self.classes = classes
        self.operations = operations
        self.purposes = purposes
        self.implied = implied
    }

    private static let clinical: [DataClass] = [.subjectInformation, .medicalRecord, .consultationMaterial]

    /// The whole policy of access (NHC-IH-A4.4, JL-35a, JL-35d): role, relation, data, operation, purpose.
    package static let all: [AccessRule] = [
        .init(.physician, .party, clinical, [.view], for: [.care], implied: .care),
        .init(.physician, .party, [.consultationMaterial], [.copyOut], for: [.care], implied: .care),
        .init(.physician, .own, [.recording], [.playback], for: [.care]),
        .init(.physician, .own, [.subjectInformation], [.reveal], for: [.care, .patientRequest]),
        .init(
            .invitationCoordinator, .party, clinical, [.view], for: [.coordination], implied: .coordination),
        .init(
            .invitationCoordinator, .party, [.consultationMaterial], [.copyOut], for: [.coordination],
            implied: .coordination),
        .init(.invitationCoordinator, .party, [.subjectInformation], [.reveal], for: [.coordination]),
        .init(
            .qualityController, .party, clinical, [.view], for: [.qualityControl, .disputeHandling],
            implied: .qualityControl),
        .init(
            .qualityController, .party, [.recording], [.playback],
            for: [.qualityControl, .disputeHandling]),
        .init(.qualityController, .party, [.subjectInformation], [.reveal], for: [.disputeHandling]),
        .init(
            .institutionAdmin, .party, clinical, [.view],
            for: [.qualityControl, .disputeHandling, .patientRequest]),
        .init(
            .institutionAdmin, .party, [.recording], [.playback], for: [.disputeHandling, .patientRequest]),
        .init(
            .institutionAdmin, .party, [.subjectInformation], [.reveal],
            for: [.disputeHandling, .patientRequest]),
        .init(.auditor, .party, clinical, [.view], for: [.supervision]),
        .init(.finance, .party, [.finance], [.view, .copyOut], for: [.settlement], implied: .settlement),
        .init(
            .auditor, .party, [.finance, .statistics], [.view, .copyOut], for: [.supervision],
            implied: .supervision),
        .init(
            .qualityController, .party, [.statistics], [.view, .copyOut], for: [.qualityControl],
            implied: .qualityControl),
        .init(
            .institutionAdmin, .party, [.finance, .statistics], [.view, .copyOut], for: [.settlement],
            implied: .settlement),
    ]

    /// What an approved request allows beside the rules, whoever it was granted to (JL 37, JL 36).
    static func isAllowed(_ question: AccessQuestion, by grant: CustodyRequest.Kind) -> Bool {
        switch grant {
        case .access: question.operation == .view || question.operation == .playback
        case .copyOut: question.operation == .view || question.operation == .copyOut
        case .breakGlass: question.operation == .view || question.operation == .playback
        case .seal, .unseal, .disposeMedia: false
        }
    }

    /// The purpose under which it may be done; it goes into the log of readings.
    package static func decide(_ question: AccessQuestion) throws(Refusal) -> AccessPurpose {
        // Nothing leaves the country, whoever asks: viewing in the hosted viewer is no copy (AMB-51).
        if let abroad = question.abroad, question.operation == .copyOut {
            throw .regionNotPermitted(abroad)
        }
        if question.grants.contains(where: { isAllowed(question, by: $0) }) {
            guard let purpose = question.purpose else { throw .purposeRequired }
            return purpose
        }
        let fitting = all.filter {
            question.roles.contains($0.role) && question.relation >= $0.relation
                && $0.classes.contains(question.dataClass) && $0.operations.contains(question.operation)
        }
        guard !fitting.isEmpty else {
            throw question.roles.contains(.operator) && question.relation == .none
                ? .operatorForbidden : .accessDenied
        }
        guard let purpose = question.purpose ?? fitting.compactMap(\.implied).first else {
            throw .purposeRequired
        }
        guard fitting.contains(where: { $0.purposes.contains(purpose) }) else { throw .accessDenied }
        return purpose
    }

    /// The purposes a page offers to somebody.
    package static func purposes(for question: AccessQuestion) -> [AccessPurpose] {
        AccessPurpose.allCases.filter { purpose in
            var asked = question
            asked.purpose = purpose
            return (try? decide(asked)) != nil
        }
    }
}
