import MediaRelay

/// How long packets stay in the relay, as a Prometheus histogram per worker.
extension NodeControl {
    /// Upper edges in microseconds; a fine bucket that crosses an edge counts above it.
    private static let edges: [UInt64] = [
        10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 1_000_000,
    ]

    static func writeLatency(_ workers: [WorkerStatistics], into text: inout MetricsText) {
        let name = "huizhen_relay_added_latency_seconds"
        text.family(
            name, .histogram,
            "From the kernel's arrival stamp to the return of the send call, of packets forwarded.")
        for worker in workers {
            let label = String(worker.worker)
            var cumulative: UInt64 = 0
            var sum = 0.0
            var next = 0
            for edge in edges {
                while next < worker.addedLatency.count, LatencyHistogram.upperEdge(next) <= edge * 1000 {
                    cumulative &+= worker.addedLatency[next]
                    next += 1
                }
                text.sample("\(name)_bucket", ["worker": label, "le": "\(Double(edge) / 1e6)"], cumulative)
            }
            for (index, count) in worker.addedLatency.enumerated() where count > 0 {
                sum += Double(count) * Double(LatencyHistogram.upperEdge(index)) * 0.97 / 1e9
            }
            let total = worker.addedLatency.reduce(0, &+)
            text.sample("\(name)_bucket", ["worker": label, "le": "+Inf"], total)
            text.sample("\(name)_sum", ["worker": label], sum)
            text.sample("\(name)_count", ["worker": label], total)
        }
        text.family("huizhen_relay_send_calls_total", .counter, "Calls to the kernel that sent something.")
        for worker in workers {
            text.sample("huizhen_relay_send_calls_total", ["worker": String(worker.worker)], worker.sendCalls)
        }
        text.family(
            "huizhen_relay_run_packets_total", .counter,
            "Datagrams that left in runs to one peer (UDP_SEGMENT).")
        for worker in workers {
            text.sample(
                "huizhen_relay_run_packets_total", ["worker": String(worker.worker)], worker.sentInRuns)
        }
    }
}
