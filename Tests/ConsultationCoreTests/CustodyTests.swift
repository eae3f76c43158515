import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct CustodyTests {
    @Test(.requirement("NHC-SUP-19a", "JL-37"))
    func `every cell of the custody table is what the core decides`() throws {
        let table = try #require(
            ProtocolTable(in: protocolPage("custody-states.md"), under: "Commands by state"))
        #expect(table.columns.dropFirst().map(\.unmarked) == CaseCustody.State.allCases.map(\.rawValue))
        #expect(table.rows.map { $0[0] } == CustodyRow.all.map(\.name))
        for (row, cells) in zip(CustodyRow.all, table.rows) {
            for (state, cell) in zip(CaseCustody.State.allCases, cells.dropFirst()) {
                #expect(try outcome(of: row, in: state) == cell, "\(row.name) in \(state.rawValue)")
            }
        }
    }

    private func outcome(of row: CustodyRow, in state: CaseCustody.State) throws -> String {
        var custody = try CustodyJourney.arrived(at: state)
        #expect(custody.current?.state == state)
        do throws(Refusal) {
            try custody.perform(row.command(custody), by: row.person)
        } catch {
            return String(error.code.rawValue.dropFirst("err.".count))
        }
        return custody.current?.state == state ? "=" : "**\(custody.current?.state.rawValue ?? "—")**"
    }

    @Test(.requirement("NHC-SUP-19a"))
    func
        `AT-37 a recording goes after the last day of its retention, with two who agree, and its metadata stays`()
        throws
    {
        var custody = try CustodyJourney.arrived(at: .archived)
        let last = try #require(custody.current?.retention?.mediaTo)
        #expect(last == ConsultationWorld.date(2040, 3, 10), "15 years from the session")
        custody.now = last.end - TimeSpan(milliseconds: 1)
        #expect(
            custody.refusal(of: CustodyJourney.asking(.disposeMedia), by: .admin)
                == .retentionNotElapsed(until: last))
        custody.now = last.end
        try custody.perform(CustodyJourney.asking(.disposeMedia), by: .admin)
        #expect(custody.refusal(of: .approve(1), by: .admin) == .secondPersonRequired)
        try custody.perform(.approve(1), by: .quality)
        #expect(custody.current?.state == .disposable, "one is not enough")
        #expect(custody.refusal(of: .approve(1), by: .quality) == .secondPersonRequired)
        try custody.perform(.approve(1), by: .invitedAdmin)
        #expect(custody.current?.state == .disposed)
        #expect(custody.effects.contains(.eraseMedia("rec-1")))
        #expect(custody.current?.packages.count == 2)
        #expect(custody.journey.current?.recording?.segments.first?.root != nil)
    }

    @Test(.requirement("SC-34"))
    func `AT-38 under a legal hold nothing is disposed of, and only its placer lets go`() throws {
        var custody = try CustodyJourney.arrived(at: .disposable)
        try custody.perform(.placeHold(ground: "医疗纠纷处理", reference: "dispute/7"), by: .system)
        try custody.perform(.placeHold(ground: "医疗纠纷处理", reference: "dispute/7"), by: .system)
        #expect(custody.current?.holds.count == 1, "one dispute holds once")
        #expect(custody.refusal(of: CustodyJourney.asking(.disposeMedia), by: .admin) == .legalHold)
        #expect(custody.refusal(of: .liftHold(1, reason: "x"), by: .admin) == .legalHold)
        try custody.perform(.liftHold(1, reason: "纠纷已办结"), by: .system)

        // A hold placed between asking and agreeing counts too.
        try custody.perform(CustodyJourney.asking(.disposeMedia), by: .admin)
        try custody.perform(.placeHold(ground: "卫生行政部门调查", reference: nil), by: .authority)
        #expect(custody.refusal(of: .approve(1), by: .quality) == .legalHold)
        #expect(custody.refusal(of: .liftHold(2, reason: "x"), by: .quality) == .legalHold)
        try custody.perform(.liftHold(2, reason: "调查结束"), by: .authority)
        #expect(custody.refusal(of: .approve(1), by: .quality) == nil)
    }

    @Test(.requirement("JL-37"))
    func `a sealed record is kept from disposal, and two others must agree to open it`() throws {
        var custody = try CustodyJourney.arrived(at: .disposable)
        try custody.obtain(.seal, by: .quality, from: [.admin])
        #expect(custody.current?.isSealed == true)
        #expect(custody.refusal(of: CustodyJourney.asking(.disposeMedia), by: .admin) == .recordSealed)
        #expect(custody.refusal(of: CustodyJourney.asking(.seal), by: .quality) == .recordSealed)
        try custody.perform(CustodyJourney.asking(.unseal), by: .quality)
        try custody.perform(.approve(2), by: .admin)
        #expect(custody.current?.isSealed == true)
        try custody.perform(.approve(2), by: .invitedAdmin)
        #expect(custody.current?.isSealed == false)
    }

    @Test(.requirement("JL-37"))
    func `nothing of a sealed case changes by a person's hand, and it is readable again unsealed`() throws {
        var journey = try ConsultationJourney.arrived(at: .reported)
        let seal = try #require(journey.current).sealed(at: journey.now)
        journey = journey.replacing(seal)
        #expect(
            journey.refusal(of: .decide(outcome: .adopted, plan: "x"), by: .attending) == .recordSealed)
        #expect(journey.refusal(of: .addAddendum(text: "x"), by: .specialist) == .recordSealed)
    }

    @Test(.requirement("JL-37"))
    func `a request names who, what for, the ground and who agreed`() throws {
        var custody = try CustodyJourney.arrived(at: .archived)
        #expect(
            custody.refusal(of: CustodyJourney.asking(.access, for: nil), by: .physician) == .purposeRequired)
        #expect(
            custody.refusal(
                of: .request(CustodyAsking(kind: .copyOut, purpose: .patientRequest, ground: " ")), by: .admin
            )?
            .code == .fieldInvalid)
        #expect(custody.refusal(of: CustodyJourney.asking(.access), by: .stranger) == .accessDenied)
        #expect(custody.refusal(of: CustodyJourney.asking(.access), by: .otherAuthority) == .accessDenied)
        #expect(custody.refusal(of: CustodyJourney.asking(.seal), by: .physician)?.code == .roleRequired)
        try custody.perform(CustodyJourney.asking(.access), by: .authority)
        try custody.perform(.approve(1), by: .admin)
        let request = try #require(custody.current?.request(1))
        #expect(request.ground == "医疗纠纷调查需要" && request.purpose == .disputeHandling)
        #expect(request.approvals.map(\.by.account) == ["acc-admin"] && request.state == .granted)
        #expect(custody.current?.grant(.access, to: "acc-authority", at: custody.now) != nil)
        #expect(custody.current?.grant(.access, to: "acc-authority", at: custody.now + .hours(73)) == nil)
        #expect(custody.refusal(of: .reject(1, reason: "晚了"), by: .admin) == .custodyRequestNotOpen)
    }

    @Test(.requirement("JL-36"))
    func `AT-60 the operator's staff get in by break-glass alone, with a second person and for four hours`()
        throws
    {
        var custody = try CustodyJourney.arrived(at: .archived)
        #expect(custody.refusal(of: CustodyJourney.asking(.access), by: .platformStaff) == .operatorForbidden)
        #expect(custody.refusal(of: CustodyJourney.asking(.breakGlass), by: .admin)?.code == .roleRequired)
        try custody.perform(
            CustodyJourney.asking(.breakGlass, for: .emergencyMaintenance), by: .platformStaff)
        let told = custody.effects.compactMap { effect -> InstitutionID? in
            if case .notify(let institution, _, .breakGlassRequested) = effect { institution } else { nil }
        }
        #expect(Set(told) == ["inst-county", "inst-province"], "both institutions hear of it")
        #expect(custody.refusal(of: .approve(1), by: .platformStaff) == .secondPersonRequired)
        try custody.perform(.approve(1), by: .platformColleague)
        let until = custody.current?.request(1)?.usableUntil
        #expect(until == custody.now + .hours(4))
    }

    @Test(.requirement("NHC-TM-3.5a"))
    func `a package that does not carry the case's manifest is not stored`() throws {
        let custody = try CustodyJourney.arrived(at: .finalising)
        let foreign = custody.package(of: "inst-county", saying: Digest(of: "another case"))
        #expect(custody.refusal(of: .storePackage(foreign), by: .system) == .archiveIncomplete([.manifest]))
        #expect(
            custody.refusal(of: .storePackage(custody.package(of: "inst-third")), by: .system)
                == .archiveIncomplete([.manifest]))
        #expect(
            custody.refusal(of: .storePackage(custody.package(of: "inst-county")), by: .admin)?.code
                == .roleRequired)
    }

    @Test(.requirement("NHC-TM-3.5a"))
    func `a case is archived only when both institutions' packages are stored`() throws {
        var journey = try ConsultationJourney.arrived(at: .decided)
        journey.storesPackages = false
        #expect(
            journey.refusal(of: .archive, by: .system)
                == .archiveIncomplete([.invitingPackage, .invitedPackage]))
        journey.wait(.hours(24))
        let decision = try journey.perform(.deadlinePassed(.autoArchive), by: .system)
        #expect(decision.effects == [.storeArchivePackages])
        #expect(journey.state == .decided)
        journey.storesPackages = true
        try journey.perform(.archive, by: .system)
        #expect(journey.state == .archived)
    }

    @Test func `replaying the journal gives the state`() throws {
        for state in CaseCustody.State.allCases {
            let custody = try CustodyJourney.arrived(at: state)
            #expect(CaseCustody.replay(custody.journal) == custody.current)
        }
    }

    @Test(.requirement("NHC-ID-17"))
    func `each institution has one entry an encounter, with author, instant and signature`() throws {
        let archived = try #require(try ConsultationJourney.arrived(at: .archived).current)
        let entries = archived.recordEntries
        #expect(entries.map(\.institution) == ["inst-county", "inst-province"])
        #expect(entries.map(\.author) == ["doc-attending", "doc-specialist"])
        #expect(entries.map(\.encounter) == [archived.number, archived.number])
        #expect(
            entries.map { $0.signatures.map(\.content) }
                == [
                    [archived.decision?.contentHash], [archived.report?.contentHash],
                ].map { $0.compactMap(\.self) })
        #expect(try ConsultationJourney.arrived(at: .inSession).current?.recordEntries == [])
    }
}

extension Consultation {
    fileprivate func sealed(at now: WallTime) -> Consultation {
        var copy = self
        copy.apply(
            ConsultationEvent(at: now, by: .system, policyVersion: policyVersion, change: .recordSealed))
        return copy
    }
}
