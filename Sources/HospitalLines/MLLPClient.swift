import HospitalWire
import NIOCore
import NIOPosix
import NIOSSL
import Orchestration

/// One HL7 message and its answer over a connection of their own.
struct MLLPClient: Sendable {
    let host: String
    let port: Int
    /// Nil: plain.
    let tls: NIOSSLContext?

    private typealias Pipe = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    func send(_ message: [UInt8]) async throws(LinkFault) -> [UInt8] {
        let pipe = try await connect()
        do {
            return try await within(LineLimits.answer) {
                try await pipe.executeThenClose { inbound, outbound in
                    try await outbound.write(ByteBuffer(bytes: MLLPFrames.framed(message)))
                    var frames = MLLPFrames()
                    for try await piece in inbound {
                        if let answer = try frames.take(piece.readableBytesView).first { return answer }
                    }
                    throw LinkFault.answerUnreadable
                }
            }
        } catch is MLLPFrames.Fault {
            throw .answerUnreadable
        } catch let fault as LinkFault {
            throw fault
        } catch {
            throw .unreachable
        }
    }

    /// Whether somebody is there, and speaks TLS where that is asked.
    func probe() async throws(LinkFault) {
        let pipe = try await connect()
        do {
            try await pipe.executeThenClose { _, _ in }
        } catch {
            throw .unreachable
        }
    }

    private func connect() async throws(LinkFault) -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        let (host, tls) = (host, tls)
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(TimeAmount(LineLimits.connect))
                .connect(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        if let tls {
                            // An address has no name that a certificate's check could use.
                            let name = (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
                            try channel.pipeline.syncOperations.addHandler(
                                NIOSSLClientHandler(context: tls, serverHostname: name))
                        }
                        return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                            wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw .unreachable
        }
    }
}

/// Runs `body` and gives it up as unreachable after `limit`.
func within<Value: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw LinkFault.unreachable
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw LinkFault.unreachable }
        return first
    }
}
