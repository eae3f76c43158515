/// Measures each probe cluster: how fast its packets left and how fast they arrived.
struct ProbeResults {
    private static let fewestPackets = 4
    /// Share of the cluster's bytes that must have arrived.
    private static let fewestBytes = 0.6
    /// A receive rate so far above the send rate is a stall let go, not a rate.
    private static let mostRatio = 2.0
    private static let longest: Int64 = 1_000_000
    /// Clusters measured at one time.
    private static let places = 4

    private struct Cluster {
        var number: UInt8 = 0
        var expectedBytes = 0
        var packets = 0
        var bytes = 0
        var firstSent: Int64 = .max
        var lastSent: Int64 = .min
        var lastSentBytes = 0
        var firstArrived: Int64 = .max
        var firstArrivedBytes = 0
        var lastArrived: Int64 = .min
    }

    private var clusters = [Cluster](repeating: Cluster(), count: places)

    /// A cluster is on its way.
    mutating func begin(_ number: UInt8, bytes: Int) {
        clusters[Int(number) % Self.places] = Cluster(number: number, expectedBytes: bytes)
    }

    /// A packet of a cluster arrived; gives the rate when enough of them have.
    mutating func arrived(_ number: UInt8, bytes: Int, sent: Int64, at now: Int64) -> Double? {
        let place = Int(number) % Self.places
        guard clusters[place].number == number, clusters[place].expectedBytes > 0 else { return nil }
        var cluster = clusters[place]
        cluster.packets += 1
        cluster.bytes += bytes
        cluster.firstSent = min(cluster.firstSent, sent)
        if sent >= cluster.lastSent {
            cluster.lastSent = sent
            cluster.lastSentBytes = bytes
        }
        if now < cluster.firstArrived {
            cluster.firstArrived = now
            cluster.firstArrivedBytes = bytes
        }
        cluster.lastArrived = max(cluster.lastArrived, now)
        clusters[place] = cluster
        guard cluster.packets >= Self.fewestPackets,
            Double(cluster.bytes) >= Double(cluster.expectedBytes) * Self.fewestBytes
        else { return nil }
        return Self.rate(cluster)
    }

    private static func rate(_ cluster: Cluster) -> Double? {
        let sentFor = cluster.lastSent &- cluster.firstSent
        let arrivedFor = cluster.lastArrived &- cluster.firstArrived
        guard sentFor > 0, arrivedFor > 0, sentFor <= longest, arrivedFor <= longest else { return nil }
        let sendRate = Double(cluster.bytes - cluster.lastSentBytes) * 8_000_000 / Double(sentFor)
        let arriveRate = Double(cluster.bytes - cluster.firstArrivedBytes) * 8_000_000 / Double(arrivedFor)
        guard arriveRate <= sendRate * mostRatio else { return nil }
        // Slower than sent: the link is full at that rate; stay a little under it.
        return arriveRate < sendRate * 0.9 ? arriveRate * 0.95 : min(sendRate, arriveRate)
    }
}
