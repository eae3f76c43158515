import ConsultationCore
import PolicyFiles
import Simulation
import TestRequirements
import Testing

struct PolicyTests {
    private func day(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
        ConsultationWorld.date(year, month, day)
    }

    private func resolved(
        _ place: Jurisdiction, _ date: CivilDate, _ pathway: LegalPathway = .telemedicine,
        with more: [PolicyText] = []
    ) -> PolicyResolution {
        PolicyShelf(PolicyShelf.repository.texts + more).resolve(pathway, place, on: date)
    }

    /// A text as its file would say it.
    private func text(_ yaml: String, file: String = "test.yaml") throws -> PolicyText {
        let (text, faults) = PolicyTextReader.read(try PolicyYAML.node(of: yaml, file: file), file: file)
        return try #require(text, "\(faults)")
    }

    private func installation(_ entries: String, _ place: String = "national") throws -> PolicyText {
        try text(
            """
            id: local-1
            source: installation
            title: what this hospital has decided
            jurisdiction: \(place)
            status: inForce
            effectiveFrom: 2020-01-01
            pathways: [telemedicine, internetHospitalConsultation, internetFollowUp]
            parameters:
              \(entries)
            """)
    }

    @Test(.requirement("JL-4", "JL-22.5"))
    func `the rules of Jilin differ from the national ones where the text says so, and nowhere else`() {
        var back = Policy.jilin
        back.id = Policy.national.id
        back.jurisdiction = .national
        back.serviceKinds = Policy.national.serviceKinds
        back.governingTextForOutsiders = nil
        back.invitedMinGrade = nil
        back.capabilityAcceptanceRequired = false
        back.consultantMinTitle = nil
        back.provincialRegistrationRequired = false
        back.primaryCareSubstituteAllowed = true
        back.uploadDeadline = nil
        back.uploadTriggers = []
        back.undiagnosedThresholdDays = 0
        back.statutorySplitLevels = []
        back.statutoryInvitingParts = 0
        back.statutoryInvitedParts = 0
        back.staffSubsidyMinPercent = 0
        back.technical.accessKinds = Policy.national.technical.accessKinds
        back.technical.supervisionConnection = .no
        back.dutyRotaEveryHour = false
        back.diagnosisLiability = .joint
        back.quality.disputeAuthority = .healthAuthorityOfInviting
        back.quality.accountabilityYears = 0
        back.quality.cmeCredit = false
        back.quality.stationedTimePercent = nil
        #expect(back == .national)
        #expect(Policy.jilin.uploadDeadline == .hours(24))
        #expect(Policy.jilin.statutoryInvitingParts == 2 && Policy.jilin.statutoryInvitedParts == 8)
        #expect(Policy.jilin.consultantMinTitle == .associateSenior && Policy.jilin.minClinicalYears == 3)
    }

    @Test(.requirement("JL-4", "NHC-ID-31"))
    func `the rules of Jilin never reach another pathway`() throws {
        for pathway in [LegalPathway.internetFollowUp, .internetHospitalConsultation] {
            let rules = resolved(.jilin, day(2025, 1, 1), pathway)
            #expect(rules.findings["upload.deadline"]?.word.value == PolicyValue.none)
            #expect(rules.findings["fee.consultationSplit"]?.word.value == PolicyValue.none)
            #expect(!rules.sources.contains("jl-trial-1"))
        }
    }

    @Test(.requirement("SC-40"))
    func `a text speaks from its first day to its last, and another place never hears it`() {
        func kept(_ place: Jurisdiction, _ date: CivilDate) -> PolicyResolution.Word? {
            resolved(place, date, .internetFollowUp).findings["breach.reportTo"]?.word
        }
        let nation = "nhc-ih-2018"
        #expect(kept(.sichuan, day(2021, 1, 31))?.text == nation)
        #expect(kept(.sichuan, day(2021, 2, 1))?.value == .word("licensingAuthority"))
        #expect(kept(.sichuan, day(2023, 1, 31))?.text == "sc-2021")
        #expect(kept(.sichuan, day(2023, 1, 31))?.standing == .inForce)
        #expect(kept(.sichuan, day(2023, 2, 1))?.text == nation)
        #expect(kept(.jilin, day(2022, 1, 1))?.text == nation)
        #expect(kept("heilongjiang", day(2022, 1, 1))?.text == nation)
    }

    @Test(.requirement("GX-44"))
    func `a province whose text is not loaded has the national values and says so`() throws {
        let guangxi = Policy.repository(.guangxi)
        #expect(guangxi.sourceMissing && !Policy.national.sourceMissing && !Policy.jilin.sourceMissing)
        var same = guangxi
        same.sourceMissing = false
        same.id = Policy.national.id
        same.jurisdiction = .national
        #expect(same == .national)
        #expect(resolved(.guangxi, day(2025, 1, 1)).missingTexts.first?.contains("远程医疗服务管理办法") == true)
    }

    @Test(.requirement("NHC-SUP-39"))
    func `a draft decides by the class of its rule, warns otherwise, and is marked wherever it decides`()
        throws
    {
        let asIs = resolved(.guangxi, day(2025, 1, 1), .internetFollowUp)
        let region = try #require(asIs.findings["dataResidency.allowedRegions"])
        #expect(region.word.value == .word("guangxi") && region.word.standing == .draft)
        // A rule of care only warns, until the installation says otherwise and why.
        let age = try #require(asIs.findings["followUp.evidenceMaxAge"])
        #expect(age.word.value == PolicyValue.none && age.warning == .count(1))
        let strict = try installation(
            "draft.enforcement.care: { value: enforce, article: GX 28, row: GX-28b, reason: counsel }",
            "guangxi")
        let enforced = resolved(.guangxi, day(2025, 1, 1), .internetFollowUp, with: [strict])
        #expect(enforced.findings["followUp.evidenceMaxAge"]?.word.value == .count(1))
        #expect(enforced.findings["followUp.evidenceMaxAge"]?.word.standing == .draft)
        #expect(enforced.version != asIs.version)
        #expect(
            resolved(.sichuan, day(2025, 1, 1), .internetFollowUp, with: [strict])
                .findings["followUp.evidenceMaxAge"]?.word.value == PolicyValue.none)
        let off = try installation(
            "draft.enforcement.technical: { value: off, article: GX 5, row: NHC-SUP-39, reason: counsel }")
        #expect(
            resolved(.guangxi, day(2025, 1, 1), .internetFollowUp, with: [off])
                .findings["dataResidency.allowedRegions"]?.word.value == .word("mainlandChina"))
    }

    @Test(.requirement("NHC-SUP-39"))
    func `neither a draft nor a lapsed text nor a laxer province weakens what binds the nation`() throws {
        let enforce = try installation(
            "draft.enforcement.care: { value: enforce, article: SC 3, row: NHC-SUP-39, reason: counsel }")
        // AMB-52: Sichuan's lapsed text would allow what the nation forbids.
        let lapsed = try #require(
            resolved(.sichuan, day(2025, 1, 1), .internetFollowUp, with: [enforce])
                .findings["followUp.multiSiteWithoutInternetHospital"])
        #expect(lapsed.word.value == .flag(false))
        #expect(lapsed.passedOver.contains { $0.word.text == "sc-2021" && $0.ground == .wouldWeaken })
        // In force, it is laxer than the floor and does not prevail either.
        let inForce = try #require(
            resolved(.sichuan, day(2022, 1, 1), .internetFollowUp)
                .findings["followUp.multiSiteWithoutInternetHospital"])
        #expect(inForce.word.value == .flag(false))
        #expect(inForce.passedOver.contains { $0.word.text == "sc-2021" && $0.ground == .stricter })
    }

    @Test func `an installation has the last word and says why (AMB-19)`() throws {
        let local = try installation(
            "attendance.primaryCareSubstituteAllowed: "
                + "{ value: true, article: JL 23; AMB-19, row: NHC-TM-2.2c, reason: legal opinion 3/2026 }",
            "jilin")
        let finding = try #require(
            resolved(.jilin, day(2026, 5, 1), with: [local]).findings[
                "attendance.primaryCareSubstituteAllowed"])
        #expect(finding.word.value == .flag(true) && finding.word.reason == "legal opinion 3/2026")
        #expect(finding.passedOver.map(\.word.text).contains("jl-trial-1"))
    }

    @Test func `an installation's word on a province prevails over its word on all`() throws {
        func enforcement(_ place: String, _ mode: String, _ id: String) throws -> PolicyText {
            try text(
                """
                id: \(id)
                source: installation
                title: local
                jurisdiction: \(place)
                status: inForce
                effectiveFrom: 2020-01-01
                pathways: [internetFollowUp]
                parameters:
                  draft.enforcement.technical: { value: \(mode), article: GX 5, row: NHC-SUP-39, reason: counsel }
                """)
        }
        // The names would sort the other way round.
        let both = [try enforcement("national", "off", "z"), try enforcement("guangxi", "enforce", "a")]
        func region(_ place: Jurisdiction) -> PolicyResolution.Word? {
            resolved(place, day(2025, 1, 1), .internetFollowUp, with: both).findings[
                "dataResidency.allowedRegions"]?.word
        }
        #expect(region(.guangxi)?.value == .word("guangxi"))
        #expect(region(.sichuan)?.value == .word("mainlandChina"))
    }

    @Test(.requirement("SC-40"))
    func `AT-65 a case of 2022 is judged by Sichuan's text of then, which is marked as lapsed today`() throws
    {
        let shelf = PolicyShelf.repository
        let schedule = try PolicySchedule(shelf)
        let then = try #require(schedule.version(of: .internetFollowUp, for: .sichuan, on: day(2022, 12, 1)))
        let now = try #require(schedule.version(of: .internetFollowUp, for: .sichuan, on: day(2024, 5, 1)))
        #expect(then.policy.id != now.policy.id)
        let page = try #require(then.resolution.findings["disclosure.licencePage"]?.word)
        #expect(page.text == "sc-2021" && page.value == .word("homePage"))
        #expect(shelf.text("sc-2021")?.standing(on: day(2022, 12, 1)) == .inForce)
        #expect(shelf.text("sc-2021")?.standing(on: day(2024, 5, 1)) == .lapsed)
        // The version's name leads back to it, whatever the day.
        #expect(schedule.all.contains { $0.policy.id == then.policy.id })
    }

    @Test(.requirement("SC-40"))
    func `every event keeps the version that decided it`() throws {
        let journey = try ConsultationJourney.arrived(at: .archived)
        #expect(journey.journal.allSatisfy { $0.policyVersion == Policy.jilin.id })
    }

    @Test func `a new version of a source takes over on its day, and the name follows the content`() throws {
        let old = PolicyShelf.repository.texts.filter { $0.id != "jl-trial-1" }
        func version(_ id: String, _ from: String, _ to: String, _ limit: String) throws -> PolicyText {
            try text(
                """
                id: \(id)
                source: JL
                title: test
                jurisdiction: jilin
                status: inForce
                effectiveFrom: \(from)
                effectiveTo: \(to)
                pathways: [telemedicine]
                articles: [1-51]
                parameters:
                  upload.deadline: { value: \(limit), article: JL 22, row: JL-22 }
                """, file: "\(id).yaml")
        }
        let first = try version("jl-1", "2018-07-17", "2026-06-30", "24h")
        let second = try version("jl-2", "2026-07-01", "null", "12h")
        let shelf = PolicyShelf(old + [first, second])
        #expect(shelf.faults().isEmpty)
        let before = shelf.resolve(.telemedicine, .jilin, on: day(2026, 6, 30))
        let after = shelf.resolve(.telemedicine, .jilin, on: day(2026, 7, 1))
        #expect(before.findings["upload.deadline"]?.word.value == .span(.hours(24)))
        #expect(after.findings["upload.deadline"]?.word.value == .span(.hours(12)))
        #expect(before.version != after.version)
        #expect(before.version == shelf.resolve(.telemedicine, .jilin, on: day(2024, 1, 1)).version)
        let clash = PolicyShelf(old + [first, try version("jl-2", "2026-06-30", "null", "12h")]).faults()
        #expect(clash.count == 1)
        #expect(clash.first?.description.contains("both in force on 2026-06-30") == true)
    }
}
