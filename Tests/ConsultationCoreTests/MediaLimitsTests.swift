import ConsultationCore
import Foundation
import Simulation
import TestRequirements
import Testing

@Suite struct MediaLimitsTests {
    private let limits = MediaLimits(
        minResolution: PictureSize(width: 1280, height: 720), maxLoss: 3, maxRoundTrip: TimeSpan("400ms")!)

    private func judge(
        loss: Int = 0, roundTrip: Int = 0, picture: PictureSize? = nil
    ) -> [MediaShortfall.Kind] {
        limits.shortfall(
            lossPermille: loss, roundTripMilliseconds: roundTrip, picture: picture, measuredBy: .relay)?.kinds
            ?? []
    }

    @Test(.requirement("NHC-TM-2.3.1"))
    func `at the limit is good, one step beyond is not, and no picture is no low picture`() {
        #expect(judge().isEmpty)
        #expect(judge(loss: 30, roundTrip: 400, picture: PictureSize(width: 1280, height: 720)).isEmpty)
        #expect(judge(picture: PictureSize(width: 720, height: 1280)).isEmpty, "a camera on its side")
        #expect(judge(loss: 31) == [.loss])
        #expect(judge(roundTrip: 401) == [.roundTrip])
        #expect(judge(picture: PictureSize(width: 1279, height: 720)) == [.resolution])
        #expect(judge(picture: PictureSize(width: 1920, height: 719)) == [.resolution])
        #expect(
            judge(loss: 500, roundTrip: 900, picture: PictureSize(width: 0, height: 0))
                == [.loss, .roundTrip, .resolution])
    }

    @Test(.requirement("NHC-TM-2.3.1")) func `the limits come from the policy of place and day`() throws {
        let policy = ConsultationWorld().policy
        #expect(policy.mediaLimits == limits)
    }

    @Test func `of two moments the worse figure of each kind is kept`() {
        let one = MediaShortfall(
            lossPermille: 40, picture: PictureSize(width: 640, height: 360), measuredBy: .relay)
        let two = MediaShortfall(
            lossPermille: 35, roundTripMilliseconds: 500, picture: PictureSize(width: 320, height: 240),
            measuredBy: .relay)
        let worst = MediaShortfall(
            lossPermille: 40, roundTripMilliseconds: 500, picture: PictureSize(width: 320, height: 240),
            measuredBy: .relay)
        #expect(one.joined(with: two) == worst)
        #expect(two.joined(with: one) == worst)
    }

    @Test func `a record of the time before pictures were measured can be read`() throws {
        let new = Violation.mediaQualityLow(
            side: .invited, since: ConsultationWorld.start, length: .seconds(12),
            worst: MediaShortfall(lossPermille: 40, measuredBy: .relay))
        let text = String(decoding: try JSONEncoder().encode(new), as: UTF8.self)
        #expect(try JSONDecoder().decode(Violation.self, from: Data(text.utf8)) == new)
        let old = Violation.mediaQualityLow(
            side: .invited, since: ConsultationWorld.start, length: .seconds(12))
        let oldText = String(decoding: try JSONEncoder().encode(old), as: UTF8.self)
        #expect(!oldText.contains("worst"))
        #expect(try JSONDecoder().decode(Violation.self, from: Data(oldText.utf8)) == old)
    }
}
