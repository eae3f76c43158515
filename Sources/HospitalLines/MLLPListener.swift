import HospitalWire
package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle
import Synchronization

/// The door for what hospitals' systems send: HL7 over MLLP, answered frame by frame.
package final class MLLPListener: Service {
    private let host: String
    private let port: Int
    private let tls: NIOSSLContext?
    private let logger: Logger
    private let take: @Sendable ([UInt8], String) async -> [UInt8]
    private let open = Atomic<Int>(0)
    private let boundPort = Mutex<Int?>(nil)

    /// - Parameters:
    ///   - certificate: PEM chain and key; nil: plain, for lines that are encrypted below (VPN).
    ///   - take: the answer to one message of a peer's address.
    package init(
        host: String, port: Int, certificate: (chain: String, key: String)?, logger: Logger,
        take: @escaping @Sendable ([UInt8], String) async -> [UInt8]
    ) throws {
        self.host = host
        self.port = port
        self.logger = logger
        self.take = take
        tls = try certificate.map { files in
            try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: try NIOSSLCertificate.fromPEMFile(files.chain).map { .certificate($0) },
                    privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem))))
        }
    }

    /// The port that was bound, once it is.
    package var listeningPort: Int? { boundPort.withLock { $0 } }

    package func run() async throws {
        let tls = tls
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 32)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandlers([
                        IdleStateHandler(readTimeout: TimeAmount(LineLimits.inwardIdle)), ClosesWhenIdle(),
                    ])
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        boundPort.withLock { $0 = server.channel.localAddress?.port }
        logger.info("exchange: listening", metadata: ["port": "\(listeningPort ?? port)"])
        try await cancelWhenGracefulShutdown {
            try await withThrowingDiscardingTaskGroup { group in
                try await server.executeThenClose { inbound in
                    for try await connection in inbound {
                        group.addTask { await self.serve(connection) }
                    }
                }
            }
        }
    }

    private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
        let count = open.wrappingAdd(1, ordering: .relaxed).newValue
        defer { open.wrappingSubtract(1, ordering: .relaxed) }
        let peer = connection.channel.remoteAddress?.ipAddress ?? ""
        do {
            try await connection.executeThenClose { inbound, outbound in
                guard count <= LineLimits.inwardConnections else { return }
                var frames = MLLPFrames()
                for try await piece in inbound {
                    for message in try frames.take(piece.readableBytesView) {
                        let answer = await take(message, peer)
                        try await outbound.write(ByteBuffer(bytes: MLLPFrames.framed(answer)))
                    }
                }
            }
        } catch {
            // A broken frame or line: the sender begins again with a new connection.
            logger.debug("exchange: line ended", metadata: ["fault": "\(type(of: error))"])
        }
    }
}

/// Closes a connection over which nothing came for long.
private final class ClosesWhenIdle: ChannelInboundHandler {
    typealias InboundIn = NIOAny

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
