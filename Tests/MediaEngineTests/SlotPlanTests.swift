import MediaEngine
import Testing

@Suite struct SlotPlanTests {
    @Test func `every identifier of a plan is distinct and never zero`() {
        var generator = SystemRandomNumberGenerator()
        let plan = SlotPlan(audio: 7, video: 8, using: &generator)
        let numbers = [plan.reportSSRC] + plan.slots.flatMap { [$0.ssrc, $0.repairSSRC] }.filter { $0 != 0 }
        #expect(numbers.count == 1 + 7 + 16)
        #expect(Set(numbers).count == numbers.count)
        #expect(plan.slots.map(\.mediaLine) == Array(3..<18))
    }
}
