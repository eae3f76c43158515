/// The draw of a record sample, so that anybody can repeat it (Protocols/record-sample.md): each number gets a ticket,
/// the SHA-256 of seed and number; the smallest tickets are drawn.
package enum SampleDraw {
    package static let algorithm = "huizhen.sample.1"
    /// Bytes of a seed.
    package static let seedLength = 32

    /// How many of `population` are looked at: the rate rounded up, at least the minimum, never more than there are.
    package static func size(of population: Int, ratePercent: Int, minimum: Int) -> Int {
        let share = (population * ratePercent + 99) / 100
        return min(population, max(share, minimum))
    }

    package static func ticket(of number: ConsultationNumber, seed: Digest) -> Digest {
        Digest(of: "\(algorithm)|\(seed.hexadecimal)|\(number)")
    }

    /// The drawn numbers in the order of their tickets. Two equal tickets would be a collision of SHA-256; the number
    /// decides then.
    package static func draw(
        _ size: Int, of population: [ConsultationNumber], seed: Digest
    ) -> [ConsultationNumber] {
        population.map { (ticket(of: $0, seed: seed).hexadecimal, $0) }
            .sorted { $0 < $1 }.prefix(max(0, size)).map(\.1)
    }

    /// Digest of the numbers in ascending order, one a line: what was drawn from.
    package static func digest(of population: [ConsultationNumber]) -> Digest {
        Digest(of: population.sorted().map { $0.text + "\n" }.joined())
    }
}
