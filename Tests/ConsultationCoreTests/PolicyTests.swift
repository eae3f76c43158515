import ConsultationCore
import Foundation
import Simulation
import Testing

private func repositoryFile(_ path: String, from file: String = #filePath) throws -> String {
    let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: path), encoding: .utf8)
}

struct PolicyTests {
    @Test(.requirement("NHC-SUP-39"), arguments: [("national", Policy.national), ("jilin", .jilin)])
    func `the policy file says what the built-in version says, value by value`(
        name: String, policy: Policy
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let built = try #require(
            try JSONSerialization.jsonObject(with: encoder.encode(policy)) as? [String: Any])
        let text = try repositoryFile("config/policy/\(name).yaml")
        var keys: Set<String> = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 1)
            let key = String(parts[0])
            let value = parts[1].split(separator: "#")[0].trimmingCharacters(in: .whitespaces)
            #expect(keys.insert(key).inserted, "\(key) stands twice")
            #expect(Self.normal(value) == Self.written(built[key]), "\(name).yaml: \(key)")
        }
        let all = Mirror(reflecting: policy).children.compactMap(\.label)
        #expect(keys == Set(all))
    }

    private static func normal(_ value: String) -> String {
        TimeSpan(value).map { $0.description } ?? value
    }

    private static func written(_ value: Any?) -> String {
        switch value {
        case nil: "null"
        case let list as [String]: "[" + list.joined(separator: ", ") + "]"
        case let number as NSNumber where CFBoolean.is(number): number.boolValue ? "true" : "false"
        case let number as NSNumber: "\(number)"
        case let text?: "\(text)"
        }
    }

    private enum CFBoolean {
        static func `is`(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
    }

    @Test(.requirement("SC-40", "GX-44"))
    func `a lapsed or draft text steps back for the national one, and an old case keeps its version`() {
        var sichuan = Policy.national
        sichuan.id = "sichuan-2020"
        sichuan.jurisdiction = .sichuan
        sichuan.effectiveFrom = ConsultationWorld.date(2021, 2, 1)
        sichuan.effectiveTo = ConsultationWorld.date(2023, 1, 31)
        var draft = Policy.national
        draft.id = "guangxi-draft"
        draft.jurisdiction = .guangxi
        draft.status = .draft
        let versions = [Policy.national, .jilin, sichuan, draft]
        func resolved(_ place: Jurisdiction, _ year: Int, _ month: Int, _ day: Int) -> PolicyVersionID? {
            Policy.resolve(among: versions, for: place, on: ConsultationWorld.date(year, month, day))?.id
        }
        #expect(resolved(.sichuan, 2023, 1, 31) == "sichuan-2020")
        #expect(resolved(.sichuan, 2023, 2, 1) == Policy.national.id)
        #expect(resolved(.guangxi, 2025, 1, 1) == Policy.national.id)
        #expect(resolved(.jilin, 2025, 1, 1) == Policy.jilin.id)
        #expect(resolved("heilongjiang", 2025, 1, 1) == Policy.national.id)
        #expect(resolved(.jilin, 2018, 7, 16) == nil)
    }

    @Test(.requirement("SC-40"))
    func `every event keeps the version that decided it`() throws {
        let journey = try ConsultationJourney.arrived(at: .archived)
        #expect(journey.journal.allSatisfy { $0.policyVersion == Policy.jilin.id })
    }

    @Test(.requirement("JL-4", "JL-22.5"))
    func `the rules of Jilin differ from the national ones where the text says so, and nowhere else`() {
        var back = Policy.jilin
        back.id = Policy.national.id
        back.jurisdiction = .national
        back.source = Policy.national.source
        back.serviceKinds = Policy.national.serviceKinds
        back.governingTextForOutsiders = nil
        back.invitedMinGrade = nil
        back.capabilityAcceptanceRequired = false
        back.consultantMinTitle = nil
        back.provincialRegistrationRequired = false
        back.primaryCareSubstituteAllowed = true
        back.uploadDeadline = nil
        back.uploadTriggers = []
        back.statutorySplitLevels = []
        back.statutoryInvitingParts = 0
        back.statutoryInvitedParts = 0
        #expect(back == .national)
    }
}
