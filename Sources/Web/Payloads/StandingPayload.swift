import ConsultationCore
import Orchestration

/// Whether an institution serves, and why not.
struct StandingPayload: Encodable {
    struct Stop: Encodable {
        let cause: String
        let causeDisplay: String
        let reason: String
        let byAuthority: Bool
        let at: Instant
        let report: Report?
    }

    struct Report: Encodable {
        let number: String
        let authority: String
        let filedOn: String
    }

    let institutionId: String
    let institution: String
    let version: Int
    let state: String
    let stateDisplay: String
    let licenceValidTo: String?
    /// The office that issued the licence, as printed, and whether the register knows which one it is.
    let licensingOffice: String?
    let licensingOfficeOpen: Bool
    let proposal: String?
    let suspension: Stop?
    let heldCases: Int
    let actions: [String]
    let limits: [AgreementPayload.Limit]
}

extension StandingPayload {
    init(_ view: StandingView, now: WallTime) {
        let standing = view.standing
        let state = standing?.state ?? .active
        self.init(
            institutionId: view.institution.id.text, institution: view.institution.name,
            version: standing?.version ?? 0, state: state.rawValue,
            stateDisplay: DisplayNames.standing(state),
            licenceValidTo: view.institution.licence?.validTo?.description,
            licensingOffice: view.institution.licence?.authority,
            licensingOfficeOpen: view.institution.isLicensingOfficeOpen,
            proposal: standing?.proposal.map(DisplayNames.suspension),
            suspension: standing?.suspension.map { stop in
                Stop(
                    cause: stop.cause.rawValue, causeDisplay: DisplayNames.suspension(stop.cause),
                    reason: stop.text, byAuthority: stop.isByAuthority, at: Instant(stop.at),
                    report: stop.report.map {
                        Report(
                            number: $0.number, authority: $0.authority, filedOn: $0.filedOn.description)
                    })
            }, heldCases: view.heldCases, actions: view.actions.map(\.rawValue),
            limits: (standing?.openDeadlines ?? []).sorted { $0.dueAt < $1.dueAt }.map {
                AgreementPayload.Limit(
                    kind: $0.kind.rawValue, display: DisplayNames.deadline($0.kind),
                    dueAt: Instant($0.dueAt),
                    overdue: !$0.kind.strikesWhenReached && $0.hasPassed(at: now))
            })
    }
}
