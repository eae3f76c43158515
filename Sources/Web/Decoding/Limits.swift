/// Lengths of what people write, in Unicode scalars. They stand in the OpenAPI description too.
enum Limits {
    static let id = 64
    static let username = 64
    static let password = 256
    static let label = 100
    /// Six digits, or a recovery code in groups.
    static let secondFactorCode = 32
    static let deviceLabel = 40
    static let name = 100
    static let phone = 32
    static let identityNumber = 64
    static let contact = 64
    static let invitationReason = 500
    static let invitationPurpose = 2000
    static let caseSummary = 20_000
    static let question = 500
    static let questions = 20
    static let proposedSlots = 10
    static let physicians = 8
    static let items = 200
    static let reason = 1000
    static let serviceDescription = 2000
    /// A drawn signature as a data URL.
    static let signatureImage = 200_000
    static let text = 10_000
    static let answer = 10_000
    static let sdp = 65_536
    static let fileName = 255
    static let search = 100
    static let pageSize: ClosedRange<Int> = 1...100
}
