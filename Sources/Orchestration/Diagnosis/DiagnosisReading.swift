import ConsultationCore
import Storage

/// One moment of the store, seen by one person, about orders.
struct DiagnosisReading {
    let transaction: ReadTransaction
    let signedIn: SignedIn
    let policies: PolicyBook
    let now: WallTime

    init(_ transaction: ReadTransaction, _ signedIn: SignedIn, _ policies: PolicyBook, _ now: WallTime) {
        self.transaction = transaction
        self.signedIn = signedIn
        self.policies = policies
        self.now = now
    }

    private var institution: InstitutionID { signedIn.member.institution }

    /// Whether the next step of the order is the person's.
    func waits(_ order: DiagnosisOrder) throws -> Bool {
        let member = signedIn.member
        let isPhysician = member.roles.contains(.physician)
        let isCoordinator = member.roles.contains(.invitationCoordinator)
        switch (order.side(of: institution), order.state) {
        case (.inviting, .draft): return order.createdBy == member.account
        case (.inviting, .returned): return isPhysician || isCoordinator
        case (.inviting, .reported): return isPhysician
        case (.invited, .sent):
            return try isCoordinator || (isPhysician && isOnDuty(for: order))
        case (.invited, .assigned), (.invited, .reading):
            return member.practitioner != nil && order.assignment?.practitioner == member.practitioner
        default: return false
        }
    }

    private func isOnDuty(for order: DiagnosisOrder) throws -> Bool {
        guard let own = signedIn.member.practitioner else { return false }
        return try transaction.dutyQueue(for: order, at: now).onDuty.contains(own)
    }

    func summary(of order: DiagnosisOrder) throws -> DiagnosisSummary {
        DiagnosisSummary(
            order: order, side: order.side(of: institution) ?? .invited,
            invitingInstitution: try transaction.institution(order.inviting),
            invitedInstitution: try order.request.invitee.flatMap { try transaction.institution($0) },
            patient: order.mayRead(institution) ? try transaction.system.patient(order.patient) : nil,
            reader: try order.assignment?.practitioner.flatMap { try transaction.practitioner($0) },
            due: order.openDeadlines.min { $0.dueAt < $1.dueAt })
    }

    func view(of id: DiagnosisOrderID) throws -> DiagnosisView? {
        guard let order = try transaction.scope(institution).record(DiagnosisOrder.self, id.text) else {
            return nil
        }
        let duty = try transaction.dutyQueue(for: order, at: now)
        let inviting = try transaction.institution(order.inviting)
        return DiagnosisView(
            summary: try summary(of: order), practitioners: try practitioners(of: order, duty),
            accountNames: try accountNames(of: order),
            actions: order.availableActions(for: signedIn.caller, at: now, duty: duty), duty: duty,
            policy: policies.policy(
                governing: order, of: inviting?.jurisdiction ?? .national, at: now),
            price: try order.request.price.flatMap { try transaction.price($0) })
    }

    private func practitioners(
        of order: DiagnosisOrder, _ duty: DutyQueue
    ) throws -> [PractitionerID: Practitioner] {
        var ids = Set(duty.all)
        if let assignment = order.assignment {
            ids.formUnion(assignment.passedOver)
            if let reader = assignment.practitioner { ids.insert(reader) }
        }
        ids.formUnion(order.returns.map(\.by))
        if let report = order.report {
            ids.insert(report.practitioner)
            ids.formUnion(report.addenda.map(\.practitioner))
        }
        var found: [PractitionerID: Practitioner] = [:]
        for id in ids { found[id] = try transaction.practitioner(id) }
        return found
    }

    private func accountNames(of order: DiagnosisOrder) throws -> [AccountID: String] {
        var ids = Set([order.createdBy] + order.items.map(\.uploadedBy))
        if let presenter = order.consent?.presentedBy { ids.insert(presenter) }
        var names: [AccountID: String] = [:]
        for id in ids { names[id] = try transaction.account(id)?.displayName }
        return names
    }
}
