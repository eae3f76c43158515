import AsyncHTTPClient
import HospitalWire
import NIOCore
import Orchestration

/// The objects of a study as the archive sends them, no faster than they are taken.
struct StudyParts: AsyncSequence, Sendable {
    typealias Element = MultipartReader.Event
    typealias Failure = any Error

    let body: HTTPClientResponse.Body
    let boundary: String

    func makeAsyncIterator() -> Iterator {
        Iterator(pieces: body.makeAsyncIterator(), reader: MultipartReader(boundary: boundary))
    }

    struct Iterator: AsyncIteratorProtocol {
        private var pieces: HTTPClientResponse.Body.AsyncIterator
        private var reader: MultipartReader
        private var ready: ArraySlice<MultipartReader.Event> = []

        init(pieces: HTTPClientResponse.Body.AsyncIterator, reader: MultipartReader) {
            self.pieces = pieces
            self.reader = reader
        }

        mutating func next() async throws -> MultipartReader.Event? { try await next(isolation: nil) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> MultipartReader.Event? {
            while ready.isEmpty {
                guard let piece = try await pieces.next(isolation: actor) else {
                    // Without its last boundary the study is not whole.
                    guard reader.isEnded else { throw LinkFault.unreachable }
                    return nil
                }
                ready = try reader.take(piece.readableBytesView)[...]
            }
            return ready.popFirst()
        }
    }
}
