/// A wish to see, copy, seal, open or dispose of what is kept: who, on what ground, and who allowed it (JL 37).
package struct CustodyRequest: Codable, Sendable, Equatable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// 调阅: reading, for somebody whose work on the case does not bring it along.
        case access
        /// 复制: taking the archive package away.
        case copyOut
        /// 封存 and 启封.
        case seal, unseal
        /// Disposing of the recording after its retention; the record of it stays.
        case disposeMedia
        /// Somebody of the platform's operator, in an emergency (JL 36).
        case breakGlass

        /// People who must agree beside the one who asks.
        package var approvalsNeeded: Int { self == .unseal || self == .disposeMedia ? 2 : 1 }

        /// How long a grant may be used (product default); nil where the approval itself is the act.
        package var lifetime: TimeSpan? {
            switch self {
            case .access, .copyOut: .hours(72)
            case .breakGlass: .hours(4)
            case .seal, .unseal, .disposeMedia: nil
            }
        }

        /// Who may ask, of an institution of the case.
        package var requesters: [Role] {
            switch self {
            case .access, .copyOut: [.physician, .qualityController, .institutionAdmin, .auditor]
            case .seal, .unseal: [.qualityController, .institutionAdmin]
            case .disposeMedia: [.institutionAdmin, .qualityController]
            case .breakGlass: [.operator]
            }
        }

        /// The health authority of the province may ask too.
        package var isForAuthority: Bool { self != .disposeMedia && self != .breakGlass }
    }

    package enum State: String, Codable, Sendable, CaseIterable {
        case pending, granted, rejected
    }

    package struct Approval: Codable, Sendable, Equatable {
        package var by: Caller.Member
        package var at: WallTime
    }

    package struct Rejection: Codable, Sendable, Equatable {
        package var by: Caller.Member
        package var at: WallTime
        package var reason: String
    }

    package var id: Int
    package var kind: Kind
    package var purpose: AccessPurpose
    /// The legal ground, in the requester's words.
    package var ground: String
    package var by: Caller.Member
    package var at: WallTime
    package var approvals: [Approval]
    package var rejection: Rejection?
    package var grantedAt: WallTime?

    package var state: State {
        if rejection != nil { return .rejected }
        return grantedAt == nil ? .pending : .granted
    }

    package var usableUntil: WallTime? {
        guard let grantedAt, let lifetime = kind.lifetime else { return nil }
        return grantedAt + lifetime
    }

    package func isUsable(at now: WallTime) -> Bool { usableUntil.map { now <= $0 } ?? false }

    package static let approvers: [Role] = [.institutionAdmin, .qualityController]
}

/// What somebody asks for.
package struct CustodyAsking: Codable, Sendable, Equatable {
    package var kind: CustodyRequest.Kind
    package var purpose: AccessPurpose?
    package var ground: String

    package init(kind: CustodyRequest.Kind, purpose: AccessPurpose?, ground: String) {
        self.kind = kind
        self.purpose = purpose
        self.ground = ground
    }
}
