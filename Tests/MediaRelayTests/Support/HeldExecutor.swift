import Dispatch
import Synchronization

/// Runs nothing until it is let go: a process whose threads are all busy elsewhere.
final class HeldExecutor: TaskExecutor {
    private struct State {
        var isHeld = true
        var waiting: [UnownedJob] = []
    }
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "held")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let runs = state.withLock { state in
            if state.isHeld { state.waiting.append(job) }
            return !state.isHeld
        }
        if runs { run(job) }
    }

    func letGo() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for job in waiting { run(job) }
    }

    private func run(_ job: UnownedJob) {
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
