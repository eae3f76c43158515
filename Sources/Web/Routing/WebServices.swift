import ConsultationCore
package import Orchestration

/// What the HTTP side calls: everything it may do, and nothing of how it is done.
package struct WebServices: Sendable {
    let orchestrator: Orchestrator
    let signIn: SignInService
    let cases: CaseQueries
    let directory: DirectoryQueries
    let settlements: SettlementQueries
    let diagnoses: DiagnosisQueries
    let visits: VisitQueries
    let patientDoor = PatientDoor()
    let rooms: RoomKeeper
    /// nil: no site edges are let in.
    let edges: (any EdgeDoor)?
    /// nil: no recordings lie here to be played.
    let playbacks: PlaybackKeeper?
    let platform: PlatformDesk
    /// nil: provinces read nothing here.
    let supervisionFeed: SupervisionFeed?
    let exchange: ExchangeDesk
    let imaging: ImagingDesk
    let codes: CodeBook

    package init(
        orchestrator: Orchestrator, signIn: SignInService, cases: CaseQueries, directory: DirectoryQueries,
        settlements: SettlementQueries, rooms: RoomKeeper, edges: (any EdgeDoor)? = nil,
        playbacks: PlaybackKeeper? = nil,
        platform: (any SupervisionPlatform)? = nil, supervisionFeed: SupervisionFeed? = nil,
        hospitals: any HospitalLink = SilentHospitalLink(), codes: CodeBook = .shipped
    ) {
        self.orchestrator = orchestrator
        self.codes = codes
        self.signIn = signIn
        self.cases = cases
        self.directory = directory
        self.settlements = settlements
        diagnoses = DiagnosisQueries(
            database: orchestrator.database, policies: orchestrator.policies,
            environment: orchestrator.environment)
        visits = VisitQueries(
            database: orchestrator.database, policies: orchestrator.policies,
            environment: orchestrator.environment)
        self.rooms = rooms
        self.edges = edges
        self.platform = PlatformDesk(orchestrator: orchestrator, platform: platform)
        self.playbacks = playbacks
        self.supervisionFeed = supervisionFeed
        exchange = ExchangeDesk(orchestrator: orchestrator, link: hospitals)
        imaging = ImagingDesk(orchestrator: orchestrator, link: hospitals)
    }

    var compliance: ComplianceQueries {
        ComplianceQueries(
            database: orchestrator.database, policies: orchestrator.policies,
            environment: orchestrator.environment)
    }

    var notices: NoticeQueries { NoticeQueries(database: orchestrator.database) }

    var openDecisions: OpenDecisionQueries {
        OpenDecisionQueries(
            database: orchestrator.database, policies: orchestrator.policies,
            environment: orchestrator.environment)
    }

    var patients: PatientQueries {
        PatientQueries(database: orchestrator.database, environment: orchestrator.environment)
    }

    var quality: QualityQueries {
        QualityQueries(
            database: orchestrator.database, policies: orchestrator.policies,
            environment: orchestrator.environment)
    }

    var operations: OperationsDesk { OperationsDesk(orchestrator: orchestrator) }

    var accounts: AccountDesk { AccountDesk(orchestrator: orchestrator, signIn: signIn) }

    var audit: AuditDesk { AuditDesk(orchestrator: orchestrator) }

    var feed: ChangeFeed { orchestrator.feed }

    /// The store answers; without it nothing can be done.
    func isReady() async -> Bool {
        (try? await directory.publishedPrices()) != nil
    }

    /// Proves a person again before a signature (NHC-IH-20a). A wrong password is a mistake in a field, not the
    /// end of the session.
    func stepUp(_ person: SignedIn, password: String) async throws -> SignedIn {
        do {
            return try await signIn.stepUp(person, password: password)
        } catch SignInFault.badCredentials {
            throw Problem.stepUpFailed
        } catch let fault as SignInFault {
            throw Problem(fault, now: signIn.environment.now())
        }
    }

    /// What a change asks, and who asks it. With a `password` in the body the person proves again who they are
    /// (step-up), which a signature needs. Without one the last proof counts, if it is fresh enough for the policy
    /// (ten minutes); the core refuses a stale one.
    func asked<Command>(
        _ call: Call, _ command: (Fields) throws -> Command
    ) async throws -> (command: Command, person: SignedIn) {
        let fields = try call.fields()
        let password = fields.optionalText("password", limit: Limits.password)
        let command = try command(fields)
        try fields.finish()
        guard let password else { return (command, call.person) }
        return (command, try await stepUp(call.person, password: password))
    }

    /// The signer of a consent, with the signature's image stored before the act that names it: a signature without
    /// its image would prove nothing.
    func consentSigner(_ call: Call) throws -> ConsentSigner {
        try consentSigner(of: try call.fields(), call)
    }

    /// The same out of fields that hold more than the signer.
    func consentSigner(of fields: Fields, _ call: Call) throws -> ConsentSigner {
        var (signer, image) = fields.consentSigner()
        try fields.finish()
        signer.signature = try orchestrator.storeSignature(
            image, limit: Limits.signatureImage, of: call.person.member.institution)
        return signer
    }
}
