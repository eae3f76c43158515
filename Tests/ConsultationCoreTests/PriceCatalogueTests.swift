import ConsultationCore
import Simulation
import TestRequirements
import Testing

struct PriceCatalogueTests {
    private static let today = CivilDate(ConsultationWorld.start)

    private func draft(_ change: (inout PriceDraft) -> Void = { _ in }) -> PriceDraft {
        var draft = PriceDraft(
            item: .init(code: "YC-01", name: "远程会诊", unit: "次"), serviceKind: .remoteConsultation,
            level: .province, amount: Money(fen: 30_000), authorityDocument: "吉价〔2025〕1号",
            authorityDate: Self.today, validFrom: Self.today, validTo: nil, supersedes: nil)
        change(&draft)
        return draft
    }

    private func publish(
        _ draft: PriceDraft, _ id: PriceID, among: [PriceEntry] = [], by caller: Caller = MoneyJourney.finance
    ) throws -> PriceEntry {
        try PriceCatalogue.publish(draft, as: id, among: among, by: caller, at: ConsultationWorld.start)
    }

    @Test(.requirement("JL-39", "NHC-SUP-23")) func `a version follows another and shortens it`() throws {
        let first = try publish(draft(), "p-1")
        #expect(first.publishedAt == ConsultationWorld.start)
        let later = Self.today.adding(days: 10)
        let second = try publish(
            draft {
                $0.supersedes = "p-1"
                $0.validFrom = later
                $0.amount = Money(fen: 32_000)
            }, "p-2", among: [first])
        let effective = PriceCatalogue.effective([first, second])
        #expect(effective.map(\.validTo) == [later.adding(days: -1), nil])
        #expect(effective[0].isValid(on: Self.today) && !effective[0].isValid(on: later))
        let third = try publish(draft { $0.supersedes = "p-2" }, "p-3", among: [first, second])
        #expect(PriceCatalogue.effective([first, second, third]).map(\.id) == ["p-1", "p-3"])
    }

    @Test(.requirement("JL-39")) func `what cannot stand in a catalogue is named field by field`() throws {
        func fields(_ draft: PriceDraft, among: [PriceEntry] = []) -> [String] {
            do { _ = try publish(draft, "x", among: among) } catch let refusal as Refusal {
                return refusal.fields.map(\.pointer)
            } catch { return ["\(error)"] }
            return []
        }
        #expect(fields(draft { $0.validFrom = Self.today.adding(days: -1) }) == ["/validFrom"])
        #expect(fields(draft { $0.validTo = Self.today.adding(days: -1) }) == ["/validTo"])
        #expect(fields(draft { $0.amount = Money(fen: -1) }) == ["/amountFen"])
        #expect(fields(draft { $0.authorityDocument = "　" }) == ["/authorityDocument"])
        #expect(fields(draft { $0.authorityDate = Self.today.adding(days: 1) }) == ["/authorityDate"])
        let first = try publish(draft(), "p-1")
        #expect(fields(draft(), among: [first]) == ["/code"])
        #expect(fields(draft { $0.supersedes = "p-9" }, among: [first]) == ["/supersedes"])
        let free = try publish(draft { $0.amount = .zero }, "p-0")
        #expect(free.amount == .zero, "AMB-45")
        #expect(throws: Refusal.roleRequired([.finance])) {
            _ = try publish(draft(), "p", by: MoneyJourney.member("inst-county", [.physician]))
        }
    }
}
