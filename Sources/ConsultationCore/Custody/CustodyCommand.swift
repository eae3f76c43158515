package enum CustodyCommand: Codable, Sendable, Equatable {
    /// Takes over where the case stands: its parties, its recording, its archive.
    case follow
    case storePackage(ArchivePackage)
    case placeHold(ground: String, reference: String?)
    case liftHold(Int, reason: String)
    case request(CustodyAsking)
    case approve(Int)
    case reject(Int, reason: String)
    case deadlinePassed(Deadline.Kind)
}

extension CustodyCommand {
    /// Who may place and lift a hold; the health authority of the province too.
    package static let holders: [Role] = [.institutionAdmin, .qualityController]
}

package enum CustodyChange: RecordChange {
    case begun(ConsultationID, inviting: InstitutionID)
    case followed(CaseCustody.State, invited: InstitutionID?)
    case teamFollowed([InstitutionID])
    case packageStored(ArchivePackage)
    case archived(RetentionPeriod)
    case holdPlaced(id: Int, ground: String, reference: String?)
    case holdLifted(id: Int, reason: String)
    case requested(id: Int, CustodyRequest.Kind, AccessPurpose, ground: String)
    case approved(id: Int)
    case rejected(id: Int, reason: String)
    case granted(id: Int)
    case sealed(request: Int)
    case unsealed(request: Int)
    case becameDisposable
    case mediaDisposed(request: Int)
    case deadlinePassed(Deadline.Kind, dueAt: WallTime)

    package var kind: String {
        switch self {
        case .begun: "begun"
        case .followed: "followed"
        case .teamFollowed: "teamFollowed"
        case .packageStored: "packageStored"
        case .archived: "archived"
        case .holdPlaced: "holdPlaced"
        case .holdLifted: "holdLifted"
        case .requested: "requested"
        case .approved: "approved"
        case .rejected: "rejected"
        case .granted: "granted"
        case .sealed: "sealed"
        case .unsealed: "unsealed"
        case .becameDisposable: "becameDisposable"
        case .mediaDisposed: "mediaDisposed"
        case .deadlinePassed: "deadlinePassed"
        }
    }
}
