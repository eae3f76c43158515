import ConsultationCore
import NIOCore
import Orchestration

/// Told once, at enrolment.
struct FactorEnrolmentPayload: Encodable {
    let key: String
    let address: String
    /// `address` as a QR code in SVG.
    let picture: String?
}

struct RecoveryCodesPayload: Encodable {
    let recoveryCodes: [String]
}

struct NamedPayload: Encodable {
    let id: String
    let name: String
}

/// What of `policy.security.*` and of the configuration holds for signing in.
struct SecurityRulesPayload: Encodable {
    let secondFactorRoles: [String]
    let idleSeconds: Int64
    let sessionSeconds: Int64
    let failureLimit: Int
    let lockSeconds: Int64
    let passwordMinimum: Int
}

extension SecurityRulesPayload {
    init(_ policy: SignInPolicy) {
        self.init(
            secondFactorRoles: Role.allCases.filter(policy.secondFactorRoles.contains).map(\.rawValue),
            idleSeconds: policy.idleLimit.milliseconds / 1000,
            sessionSeconds: policy.sessionLimit.milliseconds / 1000, failureLimit: policy.failureLimit,
            lockSeconds: policy.lockTime.milliseconds / 1000, passwordMinimum: policy.passwordMinimum)
    }
}

/// One account as its administrators see it.
struct AccountCardPayload: Encodable {
    struct Proposal: Encodable {
        let roles: [String]
        let reason: String
        let at: Instant
    }

    let id: String
    let version: Int
    let username: String
    let displayName: String
    let institution: NamedPayload
    let staffNumber: String?
    let practitionerId: String?
    let roles: [String]
    let state: String
    let proposal: Proposal?
    let secondFactor: Bool
    let lockedUntil: Instant?
    let actions: [String]
}

extension AccountCardPayload {
    init(_ view: AccountDesk.View, now: WallTime) {
        self.init(
            id: view.id.text, version: view.version, username: view.username, displayName: view.displayName,
            institution: NamedPayload(id: view.institution.text, name: view.institutionName),
            staffNumber: view.staffNumber, practitionerId: view.practitioner?.text,
            roles: view.roles.map(\.rawValue), state: view.state.rawValue,
            proposal: view.proposal.map {
                Proposal(roles: $0.roles.map(\.rawValue), reason: $0.reason, at: Instant($0.at))
            },
            secondFactor: view.hasSecondFactor,
            lockedUntil: view.lockedUntil.flatMap { now < $0 ? Instant($0) : nil },
            actions: view.actions.map(\.rawValue))
    }
}

/// One line of the audit trail.
struct AuditEntryPayload: Encodable {
    let seq: Int64
    let at: Instant
    let category: String
    let kind: String
    let accountId: String
    let username: String?
    let name: String?
    let by: String
    let roles: [String]?
    let reason: String?
    let hash: String
}

extension AuditEntryPayload {
    init(_ line: AuditLine) {
        self.init(
            seq: line.seq, at: Instant(line.at), category: line.category.rawValue, kind: line.kind,
            accountId: line.account, username: line.username, name: line.displayName, by: line.actorName,
            roles: line.roles?.map(\.rawValue), reason: line.reason, hash: line.hash)
    }
}

/// The audit trail as a file: each line with its place and hash in the chained journal, so that it can be
/// held against `huizhen journal verify`.
enum AuditFile {
    private static let columns = ["序号", "时间", "类别", "事项", "登录名", "姓名", "操作人", "岗位", "理由", "校验值"]

    static func csv(_ lines: [AuditLine]) -> ByteBuffer {
        var text = "\u{FEFF}" + columns.joined(separator: ",") + "\r\n"
        for line in lines {
            let cells = [
                String(line.seq), SettlementExport.localTime(line.at), line.category.rawValue, line.kind,
                line.username ?? "", line.displayName ?? "", line.actorName,
                (line.roles ?? []).map(DisplayNames.role).joined(separator: "、"), line.reason ?? "",
                line.hash,
            ]
            text += cells.map { SettlementExport.escaped($0) }.joined(separator: ",") + "\r\n"
        }
        return ByteBuffer(string: text)
    }
}
