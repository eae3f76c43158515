import CLinkLab
import Foundation
import Synchronization

/// A network namespace without a name. The kernel removes it, with all devices in it, when this value, its sockets and
/// its processes are gone, however the program ends.
package final class NetworkNamespace: Sendable {
    package let label: String
    private let descriptor: Int32

    private init(label: String, descriptor: Int32) {
        self.label = label
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    package static func make(_ label: String) throws -> NetworkNamespace {
        let descriptor = try onThread { lab_new_namespace() }
        guard descriptor >= 0 else { throw LabFault.system("a namespace for \(label)", descriptor) }
        let made = NetworkNamespace(label: label, descriptor: descriptor)
        try made.setDevice("lo", isUp: true)
        return made
    }

    /// Moves the calling thread, and so all threads and processes it will start, into a new namespace. To be called
    /// before any other thread runs, and before any `Process`, which needs the loopback device.
    package static func makeHome(_ label: String) throws -> NetworkNamespace {
        let descriptor = lab_new_namespace()
        guard descriptor >= 0 else { throw LabFault.system("a namespace for \(label)", descriptor) }
        let made = NetworkNamespace(label: label, descriptor: descriptor)
        try made.setDevice("lo", isUp: true)
        return made
    }

    /// Runs `body` on a thread of its own inside the namespace: sockets made there stay in it.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        try Self.onThread { [descriptor] in
            let entered = lab_enter_namespace(descriptor)
            guard entered == 0 else { throw LabFault.system("entering \(self.label)", entered) }
            return try body()
        }
    }

    /// What to put before a command line so that it runs inside.
    package var commandPrefix: [String] {
        ["/usr/bin/nsenter", "--net=/proc/\(ProcessInfo.processInfo.processIdentifier)/fd/\(descriptor)"]
    }

    /// `ip …` inside the namespace.
    package func ip(_ arguments: String) throws {
        try command(["/sbin/ip"] + arguments.split(separator: " ").map(String.init))
    }

    package func sysctl(_ key: String, _ value: Int) throws {
        let path = "/proc/sys/" + key.replacingOccurrences(of: ".", with: "/")
        try run { try Data("\(value)\n".utf8).write(to: URL(fileURLWithPath: path)) }
    }

    package func setDevice(_ name: String, isUp: Bool) throws {
        let result = try run { lab_set_device(name, isUp ? 1 : 0) }
        guard result == 0 else { throw LabFault.system("\(label): device \(name)", result) }
    }

    @discardableResult
    package func command(_ arguments: [String]) throws -> String {
        let line = commandPrefix + ["--"] + arguments
        let child = Process()
        child.executableURL = URL(fileURLWithPath: line[0])
        child.arguments = Array(line.dropFirst())
        let output = Pipe()
        child.standardOutput = output
        child.standardError = output
        child.standardInput = FileHandle.nullDevice
        try child.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        child.waitUntilExit()
        guard child.terminationStatus == 0 else {
            throw LabFault.command("\(label): \(arguments.joined(separator: " "))", text)
        }
        return text
    }

    static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) throws -> Value {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            let value = Result { try body() }
            result.withLock { $0 = value }
            done.signal()
        }
        done.wait()
        guard let value = result.withLock({ $0 }) else { throw LabFault.failed("a thread ended early") }
        return try value.get()
    }
}
