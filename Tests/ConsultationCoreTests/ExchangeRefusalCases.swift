import ConsultationCore
import Simulation

extension RefusalCase {
    private static func exchange(_ refusal: ExchangeRefusal) -> @Sendable () -> Refusal? {
        { .exchange(refusal) }
    }

    static let exchanges: [RefusalCase] = [
        .init(.exchangeConnectionState) {
            let open = try ExchangeTests.connection(.active)
            do throws(Refusal) {
                _ = try ExchangeTests.after(.start, on: open)
                return nil
            } catch { return error }
        },
        .init(.exchangeMessageState) {
            do throws(Refusal) {
                try ExchangeTests.message(.delivered).check(
                    .retry, reason: nil, by: ExchangeTests.caller(.institutionAdmin))
                return nil
            } catch { return error }
        },
        .init(.exchangeHostNotAllowed) {
            do throws(Refusal) {
                _ = try ExchangeTests.after(.open(ExchangeTests.settings), on: nil, allowed: [])
                return nil
            } catch { return error }
        },
        // These come from the lines themselves; OrchestrationTests bring them about.
        .init(.exchangeNotConnected, exchange(.notConnected(.pacs))),
        .init(.exchangeFailed, exchange(.failed(ExchangeFailure(.unreachable)))),
        .init(.exchangeStudyTooLarge, exchange(.studyTooLarge(limit: 1))),
        .init(.exchangeImportsRunning, exchange(.importsRunning(limit: 1))),
    ]
}
