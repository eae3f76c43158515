import ConsultationCore
import TestRequirements
import Testing

struct StationedTimeTests {
    @Test(.requirement("JL-46a"))
    func
        `AT-64 a hundred hours of a county public hospital's doctor are credited as 25, of a private one as none`()
    {
        let hours = Array(repeating: 60, count: 100)
        let county = StationedTime(minutes: hours, level: .county, isPublic: true, rate: 25)
        #expect(county.rawMinutes == 6_000 && county.creditedMinutes == 1_500)
        #expect(county.ineligibility == nil)
        let privately = StationedTime(minutes: hours, level: .county, isPublic: false, rate: 25)
        #expect(privately.creditedMinutes == 0 && privately.ineligibility == .privateInstitution)
        #expect(privately.rawMinutes == 6_000)
        let township = StationedTime(minutes: hours, level: .primaryCare, isPublic: true, rate: 25)
        #expect(township.creditedMinutes == 0 && township.ineligibility == .belowCountyLevel)
        #expect(StationedTime(minutes: hours, level: .city, isPublic: nil, rate: 25).creditedMinutes == 0)
        #expect(
            StationedTime(minutes: hours, level: .city, isPublic: true, rate: nil).ineligibility
                == .noRuleHere)
    }

    @Test(.requirement("JL-46a"), arguments: [(1, 0), (2, 1), (3, 1), (5, 1), (6, 2), (101, 25), (102, 26)])
    func `rounding happens once, half up, at the sum of the year`(_ minutes: Int, _ credited: Int) {
        let whole = StationedTime(minutes: [minutes], level: .province, isPublic: true, rate: 25)
        #expect(whole.creditedMinutes == credited)
        let parts = StationedTime(
            minutes: Array(repeating: 1, count: minutes), level: .province, isPublic: true, rate: 25)
        #expect(parts.creditedMinutes == credited)
    }

    @Test func `sums that cannot be are no trap, and the share of a required stay ends at the rate`() {
        let huge = StationedTime(minutes: [.max, .max, .min], level: .county, isPublic: true, rate: 25)
        #expect(huge.rawMinutes == .max && huge.creditedMinutes > 0)
        func share(_ minutes: Int) -> Int? {
            StationedTime(
                minutes: [minutes], level: .county, isPublic: true, rate: 25, requiredMinutes: 10_000
            ).percentOfRequirement
        }
        #expect(share(1_000) == 10 && share(2_500) == 25 && share(9_999) == 25 && share(20_000) == 25)
        #expect(
            StationedTime(minutes: [1], level: .county, isPublic: true, rate: 25).percentOfRequirement == nil)
    }
}
