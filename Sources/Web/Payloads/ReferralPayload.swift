import ConsultationCore
import Orchestration

/// A two-way referral as one side sees it.
struct ReferralPayload: Encodable {
    struct Party: Encodable {
        let id: String
        let name: String
    }

    struct PatientLine: Encodable {
        let id: String
        let name: String
        let sex: String?
        let birthDate: String?
    }

    struct Document: Encodable {
        let number: Int
        let name: String
        let contentType: String
        let size: Int64
        let sha256: String
    }

    struct Answer: Encodable {
        let expectedOn: String
        let note: String
        let at: Instant
    }

    let id: String
    let version: Int
    let state: String
    let stateDisplay: String
    let direction: String
    let side: String
    let from: Party
    let to: Party?
    let departmentCode: String?
    let patient: PatientLine?
    let reason: String
    let summary: String
    let consultationId: String?
    let consultationNumber: String?
    let visitId: String?
    let consented: Bool
    let documents: [Document]
    let createdAt: Instant
    let sentAt: Instant?
    let answerDueAt: Instant?
    let overdue: Bool
    let answer: Answer?
    let endReason: String?
    let arrivedAt: Instant?
    let actions: [String]

    init(_ view: ReferralView) {
        let referral = view.referral
        let mayKnow = view.patient != nil
        id = referral.id.text
        version = referral.version
        state = referral.state.rawValue
        stateDisplay = DisplayNames.referral(referral.state)
        direction = referral.content.direction.rawValue
        side = view.side.rawValue
        from = Party(id: view.from.id.text, name: view.from.name)
        to = view.to.map { Party(id: $0.id.text, name: $0.name) }
        departmentCode = referral.content.department?.text
        patient = view.patient.map { patient in
            PatientLine(
                id: patient.id.text, name: patient.name.value, sex: patient.sex?.rawValue,
                birthDate: patient.birthDate.value?.description)
        }
        // Whoever is told no longer who it is reads nothing clinical either.
        reason = mayKnow ? referral.content.reason.value : ""
        summary = mayKnow ? referral.content.summary.value : ""
        consultationId = view.number == nil ? nil : referral.origin.consultation?.text
        consultationNumber = view.number?.text
        visitId = view.side == .inviting ? referral.origin.visit?.text : nil
        consented = referral.isConsented
        documents =
            mayKnow
            ? referral.documents.enumerated().map { index, document in
                Document(
                    number: index + 1, name: document.name.value, contentType: document.contentType,
                    size: document.size, sha256: document.sha256.hexadecimal)
            } : []
        createdAt = Instant(referral.createdAt)
        sentAt = referral.sentAt.map(Instant.init)
        answerDueAt = referral.answerDueAt.map(Instant.init)
        overdue = referral.isOverdue
        answer = referral.answer.map {
            Answer(expectedOn: $0.expectedOn.description, note: $0.note.value, at: Instant($0.at))
        }
        endReason = referral.reason?.value
        arrivedAt = referral.arrivedAt.map(Instant.init)
        actions = view.actions.map(\.rawValue)
    }
}

struct ReferralTargetPayload: Encodable {
    let id: String
    let name: String
    let level: String
    let consortium: Bool

    init(_ target: ReferralTarget) {
        id = target.institution.id.text
        name = target.institution.name
        level = target.institution.level.rawValue
        consortium = target.isConsortium
    }
}

struct ReferralCountPayload: Encodable {
    let side: String
    let direction: String
    let state: String
    let count: Int

    init(_ count: ReferralCount) {
        side = count.side.rawValue
        direction = count.direction.rawValue
        state = count.state.rawValue
        self.count = count.count
    }
}

extension DisplayNames {
    static func referral(_ state: TwoWayReferral.State) -> String {
        switch state {
        case .draft: "草稿"
        case .sent: "待接收"
        case .accepted: "已接收"
        case .arrived: "患者已到达"
        case .declined: "未接收"
        case .withdrawn: "已撤回"
        }
    }

    static func referral(_ direction: ReferralDirection) -> String {
        direction == .referralUp ? "上转" : "下转"
    }
}
