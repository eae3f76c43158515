import ConsultationCore
import Orchestration
import ServiceLifecycle

/// Puts a failing power supply on record while there is still some left (NHC-IH 附录五).
struct PowerRecorder: Service {
    let orchestrator: Orchestrator

    func run() async throws {
        try? await gracefulShutdown()
        guard PowerSignal.isFailing else { return }
        try? await orchestrator.alarm(
            .power, cause: "power", summary: "收到不间断电源的断电信号，会诊室已关闭，录音录像已封存")
    }
}
