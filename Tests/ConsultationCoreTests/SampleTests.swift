import ConsultationCore
import Foundation
import Simulation
import TestRequirements
import Testing

struct SampleTests {
    static let period = SettlementPeriod("2025-02")!

    static func population(_ count: Int) -> [SampledCase] {
        (1...count).map { index in
            let tail = String(100_000 + index).dropFirst()
            return SampledCase(
                consultation: ConsultationID("case-\(index)"),
                number: ConsultationNumber("HZ20250210-\(tail)"))
        }
    }

    static func sheet(_ number: ConsultationNumber, less: Int = 0) -> ScoreSheet {
        var points = Dictionary(uniqueKeysWithValues: ScoreSheet.Item.allCases.map { ($0, $0.most) })
        points[.report] = ScoreSheet.Item.report.most - less
        return ScoreSheet(number: number, points: points, remark: "")
    }

    private struct Vector: Decodable {
        let seed: Digest
        let population: [ConsultationNumber]
        let ratePercent: Int
        let minimum: Int
        let populationDigest: Digest
        let sample: [ConsultationNumber]
    }

    @Test(.requirement("JL-27"))
    func `the draw gives the published vector, which was made by another program`() throws {
        let vector = try JSONDecoder().decode(
            Vector.self, from: Data(protocolPage("vectors/record-sample.json").utf8))
        #expect(SampleDraw.digest(of: vector.population) == vector.populationDigest)
        let size = SampleDraw.size(
            of: vector.population.count, ratePercent: vector.ratePercent, minimum: vector.minimum)
        #expect(SampleDraw.draw(size, of: vector.population, seed: vector.seed) == vector.sample)
        // The order in which the population is read changes nothing.
        #expect(
            SampleDraw.draw(size, of: vector.population.reversed(), seed: vector.seed) == vector.sample)
    }

    @Test(
        .requirement("JL-27"),
        arguments: [(0, 0), (3, 3), (10, 10), (40, 10), (200, 10), (201, 11), (1000, 50)])
    func `five in a hundred are drawn, ten at least, never more than there are`(
        _ population: Int, _ size: Int
    ) {
        let policy = Policy.jilin.quality
        #expect(policy.sampleRatePercent == 5 && policy.sampleMinimum == 10)
        #expect(
            SampleDraw.size(
                of: population, ratePercent: policy.sampleRatePercent, minimum: policy.sampleMinimum) == size)
    }

    @Test(.requirement("JL-27"))
    func `every case has the same chance`() {
        let numbers = Self.population(40).map(\.number)
        var drawn: [ConsultationNumber: Int] = [:]
        for round in 0..<2000 {
            for number in SampleDraw.draw(10, of: numbers, seed: Digest(of: "seed \(round)")) {
                drawn[number, default: 0] += 1
            }
        }
        // 500 expected; the standard deviation is 19.4, and 5 of them miss once in 40,000 suites.
        #expect(drawn.count == 40)
        #expect(drawn.values.allSatisfy { abs($0 - 500) < 97 })
    }

    private func drawn(_ count: Int) throws -> RecordSample {
        try decided(
            RecordSample.self,
            .draw("inst-county", Self.period, seed: Digest(of: "seed"), population: Self.population(count)),
            on: nil, by: QualityPeople.quality
        ).state
    }

    @Test(.requirement("JL-27"))
    func `a running month is not drawn from, nor an empty one`() throws {
        let running = SettlementPeriod(containing: ConsultationWorld.start)
        for (period, population, code) in [
            (running, Self.population(3), RefusalCode.samplePeriodRunning),
            (Self.period, [], .samplePopulationEmpty),
        ] {
            let refused = refusal {
                _ = try decided(
                    RecordSample.self,
                    .draw("inst-county", period, seed: Digest(of: "s"), population: population), on: nil,
                    by: QualityPeople.quality)
            }
            #expect(refused?.code == code)
        }
    }

    @Test(.requirement("JL-27"))
    func `a sample is scored when its last sheet is in, and a sheet may be corrected until the feedback`()
        throws
    {
        var sample = try drawn(30)
        #expect(sample.cases.count == 10 && sample.population == 30)
        for (index, one) in sample.cases.enumerated() {
            #expect(sample.state == .drawn, "\(index)")
            sample = try decided(
                RecordSample.self, .score(Self.sheet(one.number, less: index)), on: sample,
                by: QualityPeople.quality
            ).state
        }
        #expect(sample.state == .scored)
        let corrected = try decided(
            RecordSample.self, .score(Self.sheet(sample.cases[0].number, less: 20)), on: sample,
            by: QualityPeople.quality
        ).state
        #expect(corrected.sheets.count == 10)
        #expect(corrected.sheets.last?.total == 80 && corrected.sheets.last?.grade == .second)
    }

    @Test func `points beyond the item and cases outside the sample are refused`() throws {
        let sample = try drawn(30)
        var sheet = Self.sheet(sample.cases[0].number)
        sheet.points[.note] = 11
        let beyond = refusal {
            _ = try decided(RecordSample.self, .score(sheet), on: sample, by: QualityPeople.quality)
        }
        #expect(beyond?.fields.map(\.pointer) == ["/points/note"])
        let outside = Self.population(30).first { one in !sample.cases.contains(one) }
        let stranger = Self.sheet(try #require(outside).number)
        let foreign = refusal {
            _ = try decided(RecordSample.self, .score(stranger), on: sample, by: QualityPeople.quality)
        }
        #expect(foreign?.fields.map(\.pointer) == ["/number"])
    }

    @Test func `the list of the sheet is worth a hundred points`() {
        #expect(ScoreSheet.Item.allCases.map(\.most).reduce(0, +) == 100)
        #expect([90, 89, 75, 74].map { Self.grade(of: $0) } == [.first, .second, .second, .third])
    }

    private static func grade(of total: Int) -> ScoreSheet.Grade {
        ScoreSheet(number: "HZ1", points: [.report: total], remark: "").grade
    }
}
