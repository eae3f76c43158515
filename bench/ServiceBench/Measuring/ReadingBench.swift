import Figures
import Foundation
import ServiceDriver

/// Work list and search while fifty people ask, and each question alone.
enum ReadingBench {
    static let limit = 20.0
    static let turns = 40

    /// Who asks what: the inviting side sees a fiftieth of all cases, the invited one all of them.
    static let questions: [(key: String, title: String, who: String, path: String)] = [
        ("worklist", "work list, to do, invited coordinator", DemoPeople.invitedCoordinator, "/worklist"),
        ("worklist", "work list, to do, invited physician", DemoPeople.invitedSpecialist, "/worklist"),
        ("worklist", "work list, to do, inviting physician", DemoPeople.invitingPhysician, "/worklist"),
        ("worklist", "work list, done, invited side", DemoPeople.invitedSpecialist, "/worklist?box=done"),
        ("worklist", "work list, mine, inviting side", DemoPeople.invitingPhysician, "/worklist?box=mine"),
        ("search", "patients by surname", DemoPeople.invitingPhysician, "/patients?q=%E7%8E%8B"),
        ("search", "patients by full name", DemoPeople.invitingPhysician, "/patients?q=%E7%8E%8B%E4%BC%9F"),
        ("search", "newest cases, invited side", DemoPeople.invitedCoordinator, "/consultations?limit=50"),
        (
            "search", "cases in one state, invited side", DemoPeople.invitedCoordinator,
            "/consultations?state=inviting&limit=50"
        ),
        (
            "search", "cases in two states, inviting side", DemoPeople.invitingPhysician,
            "/consultations?state=archived,cancelled&limit=50"
        ),
    ]

    static func run(_ opened: Opened, size: Int) async throws -> [Figure] {
        let alone = try alone(opened, size)
        // The worst of the single questions shows what the crowd's 99th percentile is made of.
        let samples = try await Crowd.work(turns: turns) { client in
            try opened.client(questions[client % questions.count].who)
        } _: { connection, client, _ in
            let question = questions[client % questions.count]
            let answer = try connection.get(question.path)
            guard answer.status == 200 else { throw BenchFault("\(question.path): \(answer.status)") }
            return (question.key, answer.milliseconds)
        }
        return alone
            + ["worklist", "search"].flatMap { key in
                let times = samples.filter { $0.0 == key }.map(\.1)
                let name = key == "worklist" ? "work list" : "search"
                return [
                    Figure(
                        "\(key).ms_p50", "\(name) at \(Crowd.clients) clients, p50",
                        Statistics.quantile(0.5, of: times), "ms", size: size, samples: times.count),
                    Figure(
                        "\(key).ms_p99", "\(name) at \(Crowd.clients) clients, p99",
                        Statistics.quantile(0.99, of: times), "ms", limit: limit, size: size,
                        samples: times.count),
                ]
            }
    }

    private static func alone(_ opened: Opened, _ size: Int) throws -> [Figure] {
        try questions.enumerated().map { index, question in
            let client = try opened.client(question.who)
            var times: [Double] = []
            var bytes = 0
            let end = ContinuousClock.now.advanced(by: .seconds(3))
            while times.count < 20, times.isEmpty || ContinuousClock.now < end {
                let answer = try client.get(question.path)
                guard answer.status == 200 else {
                    throw BenchFault("\(question.path): \(answer.status)")
                }
                times.append(answer.milliseconds)
                bytes = answer.body.count
            }
            return Figure(
                "alone.\(index).ms_p50", "  \(question.title) (\(bytes / 1000) kB), alone, p50",
                Statistics.quantile(0.5, of: times), "ms", size: size, samples: times.count)
        }
    }
}
