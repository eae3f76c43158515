import ConsultationCore
import Storage

/// What a reckoning was made from, so that it can be seen to be still true when it is written.
struct PayoutGround: Sendable, Equatable {
    var lines: Int
    var retained: Money
    var keyVersion: Int
}

extension ReadTransaction {
    /// A month's lines as the pay-out sees them.
    func payoutReckoning(
        of institution: Institution, in period: SettlementPeriod, under policy: Policy
    ) throws -> PayoutReckoning {
        let scope = scope(institution.id)
        var bases: [PayoutBase] = []
        try scope.walkLines(.month(period)) { entry in
            guard bases.count < PayoutQueries.lineLimit else {
                throw Refusal.fieldInvalid([FieldProblem("/period", .tooMany)])
            }
            bases.append(try payoutBase(of: entry.line, scope))
            return true
        }
        let keys = try scope.payoutKeys()
        return try PayoutReckoning(
            of: bases, by: keys, staff: try people(in: keys), paid: { try scope.paid(for: $0) },
            under: policy)
    }

    /// Everybody whom the keys name.
    func people(in keys: [PayoutKey]) throws -> [PractitionerID: PayoutPerson] {
        let named = Set(keys.flatMap { ($0.inviting.staff + $0.invited.staff).map(\.person) })
        let people = try named.compactMap { try person($0) }
        return Dictionary(people.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    func payoutGround(of institution: InstitutionID, in period: SettlementPeriod) throws -> PayoutGround {
        let scope = scope(institution)
        let sums = try scope.lineSums(.month(period))
        return PayoutGround(
            lines: sums.count, retained: sums.retained, keyVersion: try scope.payoutKeys().last?.version ?? 0)
    }

    private func payoutBase(of line: SettlementLineRow, _ scope: InstitutionScope) throws -> PayoutBase {
        let side: PartySide = line.inviting == scope.institution ? .inviting : .invited
        var base = PayoutBase(
            entry: line.entry, isCharge: line.kind == .charge, consultation: line.consultation,
            number: ConsultationNumber(line.number), at: line.at, side: side,
            retained: side == .inviting ? line.invitingShare : line.invitedShare)
        if base.isCharge {
            base.physicians = try physicians(of: line.consultation, on: side, at: scope.institution)
        } else {
            base.retainedBefore = try scope.retained(
                of: base, partner: side == .inviting ? line.invited : line.inviting)
        }
        return base
    }

    /// The institution's own physicians of a case: who asked, or who was assigned and signed.
    private func physicians(
        of id: ConsultationID, on side: PartySide, at institution: InstitutionID
    ) throws -> [PayoutPerson] {
        let found: [PractitionerID?]
        if let consultation = try system.consultation(id) {
            found =
                side == .inviting
                ? [try account(consultation.createdBy)?.practitioner]
                : consultation.assigned.filter { ($0.institution ?? institution) == institution }
                    .map(\.practitioner)
        } else if let order = try system.record(DiagnosisOrder.self, id.text) {
            found =
                side == .inviting
                ? [try account(order.createdBy)?.practitioner] : [order.report?.practitioner]
        } else {
            found = []
        }
        return try found.compactMap(\.self).compactMap { try person($0) }
    }

    private func person(_ id: PractitionerID) throws -> PayoutPerson? {
        try practitioner(id).map { PayoutPerson(id: $0.id, name: $0.name, title: $0.titleDisplay) }
    }
}
